import type { Products } from '../../models/detectors/products';

/** Products as they are defined. */
export const products: Products = {
  async product(left, right, length) {
    const [rows, columns] = [left.length / length, right.length / length];
    return Float32Array.from({ length: rows * columns }, (_, cell) => {
      const [row, column] = [Math.floor(cell / columns), cell % columns];
      const terms = Array.from({ length }, (_, at) => left[row * length + at] * right[column * length + at]);
      return terms.reduce((sum, value) => sum + value);
    });
  },
  gram(rows, length) {
    const count = rows.length / length;
    const columns = Float32Array.from(
      rows,
      (_, cell) => rows[(cell % count) * length + Math.floor(cell / count)],
    );
    return products.product(columns, columns, count);
  },
};

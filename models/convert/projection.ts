/**
 * A fixed random projection: `rows` orthogonal rows of length `columns` (rows <= columns), each of length
 * sqrt(columns / rows), so that distances keep their size on average. The same seed gives the same matrix.
 */
export function orthogonalProjection(rows: number, columns: number, seed: number): Float32Array {
  const gauss = gaussian(seed);
  const basis: Float64Array[] = [];
  for (let r = 0; r < rows; r++) {
    const row = Float64Array.from({ length: columns }, gauss);
    // Twice: a second pass takes out what rounding left behind in the first.
    for (const other of [...basis, ...basis]) {
      const overlap = dot(row, other);
      for (let c = 0; c < columns; c++) row[c] -= overlap * other[c];
    }
    const length = Math.sqrt(dot(row, row));
    basis.push(row.map((value) => value / length));
  }
  const scale = Math.sqrt(columns / rows);
  return Float32Array.from(
    basis.flatMap((row) => [...row]),
    (value) => value * scale,
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Normally distributed numbers by Box and Muller from the mulberry32 generator. */
function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

import type { ComponentChildren } from 'preact';

/** A chart with its title and what it shows. */
export function ChartCard({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children: ComponentChildren;
}) {
  return (
    <figure class="card chart-card">
      <figcaption>
        <h2>{title}</h2>
        <p class="small">{text}</p>
      </figcaption>
      {children}
    </figure>
  );
}

/** Line icons on a 24 x 24 grid. */
const paths = {
  health: 'M3 12h4l2.5-6 4 13 3-9 1.5 2H21',
  window: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  scores: 'M4 20V4M4 20h16M8 16v-3M12 16V9M16 16v-5',
  rejects: 'M8.5 3h7L21 8.5v7L15.5 21h-7L3 15.5v-7zM9.5 9.5l5 5M14.5 9.5l-5 5',
  recipes: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4.3 7.7L12 12l7.7-4.3M12 12v9',
  changes: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5M12 8v4.5l3 1.8',
  good: 'M5 12.5l4.5 4.5L19 7',
  bad: 'M6 6l12 12M18 6L6 18',
  waiting: 'M7 3h10M7 21h10M8 3c0 5 8 5.5 8 9s-8 4-8 9M16 3c0 5-8 5.5-8 9s8 4 8 9',
  paused: 'M8 5v14M16 5v14',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.4v.1',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.6v.1',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2L19 19M19 5l-1.8 1.8M6.8 17.2L5 19',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  leave: 'M14 4h6v16h-6M10 8l-4 4 4 4M6 12h10',
  undo: 'M9 7L4.5 11.5 9 16M4.5 11.5H14a5.5 5.5 0 0 1 0 11h-2',
  keep: 'M5 12.5l4.5 4.5L19 7',
  remove: 'M5 12h14',
  automatic: 'M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.5 10.5l5.6-1.9zM19 16v4M17 18h4',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  upload: 'M12 15.5v-11M7 9.5l5-5 5 5M4 20h16',
  delete: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5',
  rename: 'M4 20l1-4L16.5 4.5l3 3L8 19zM14 7l3 3',
  duplicate: 'M9 9h11v11H9zM15 9V4H4v11h5',
  again: 'M20 12a8 8 0 1 1-2.6-5.9M20 4v4.5h-4.5',
  previous: 'M14.5 5l-7 7 7 7',
  next: 'M9.5 5l7 7-7 7',
  heat: 'M12 3c.5 4 5.5 5.5 5.5 11a5.5 5.5 0 0 1-11 0c0-2 1-3.5 2-4.5.3 1.5 1 2 1.8 2.3C10 9 10.5 5.5 12 3z',
  page: 'M13 5h6v6M19 5l-8.5 8.5M17 14v5H5V7h5',
  close: 'M6 6l12 12M18 6L6 18',
  lost: 'M3 3l18 18M5 12.5a10 10 0 0 1 4-2.3M19 12.5a10 10 0 0 0-5.5-2.8M8.5 16a5 5 0 0 1 7 0M12 19.5v.1',
} as const;

export type IconName = keyof typeof paths;

/** Says nothing to a screen reader: a text stands beside it or names its button. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

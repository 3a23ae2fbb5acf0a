/** The largest recipe file that is taken, bytes. */
export const LARGEST_FILE = 1e9;

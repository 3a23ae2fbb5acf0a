/** What a new station has. */
export const FIT_OPTIONS = { removalCap: 0.4, falseRejectTarget: 0.01 };
export const WINDOW_SIZE = 200;
export const INPUT_SIZE = 224;

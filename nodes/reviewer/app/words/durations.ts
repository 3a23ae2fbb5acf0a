import type { Say } from './texts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A length of time as a person says it: "40 s", "3 min", "2 h 5 min", "4 days".
 * @param past "ago" or "since" stands before or after it, which in German changes the word
 */
export function durationInWords(seconds: number, say: Say, past = false): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return say('time.seconds', { n: whole });
  if (whole < HOUR) return say('time.minutes', { n: Math.round(whole / MINUTE) });
  if (whole < DAY) {
    const hours = Math.floor(whole / HOUR);
    const minutes = Math.round((whole % HOUR) / MINUTE);
    return minutes === 0 || minutes === 60
      ? say('time.hours', { n: minutes === 60 ? hours + 1 : hours })
      : say('time.hoursMinutes', { hours, minutes });
  }
  return say(past ? 'time.daysPast' : 'time.days', { n: Math.round(whole / DAY) });
}

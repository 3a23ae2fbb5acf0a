/** Numbers, shares and times as the language writes them. */
export interface Numbers {
  score(value: number): string;
  /** 0..1, as "1.2 %". */
  share(value: number, digits?: number): string;
  plain(value: number, digits?: number): string;
  megabytes(value: number): string;
  time(iso: string): string;
  dateTime(iso: string): string;
  /** Without seconds, for lists. */
  minute(iso: string): string;
  /** "today", "Tuesday" within a week, else the date. */
  day(iso: string, now?: Date): string;
}

export function numbersFor(locale: string): Numbers {
  const twoDigits = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'medium' });
  const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  const plain = (value: number, digits = 1) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
  return {
    score: (value) => twoDigits.format(value),
    share: (value, digits = 1) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(value),
    plain,
    megabytes: (value) => `${plain(value, value < 10 ? 1 : 0)} MB`,
    time: (iso) => time.format(new Date(iso)),
    dateTime: (iso) => dateTime.format(new Date(iso)),
    minute: (iso) => minute.format(new Date(iso)),
    day(iso, now = new Date()) {
      const date = new Date(iso);
      const days = (startOfDay(now) - startOfDay(date)) / 86_400_000;
      if (days < 1.5)
        return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.round(days), 'day');
      return new Intl.DateTimeFormat(
        locale,
        days < 6.5 ? { weekday: 'long' } : { dateStyle: 'medium' },
      ).format(date);
    },
  };
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** A field of one line takes the line breaks out of what is pasted into it; PEM needs them. */
export function inLines(pasted: string): string {
  if (pasted.includes('\n')) return pasted;
  return pasted.replace(
    /(-----BEGIN [A-Z0-9 ]+-----)([A-Za-z0-9+/=\s]+)(-----END [A-Z0-9 ]+-----)/g,
    (_whole, begin: string, body: string, end: string) => {
      const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
      return `${[begin, ...lines, end].join('\n')}\n`;
    },
  );
}

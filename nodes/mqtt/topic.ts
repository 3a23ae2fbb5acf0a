/** Longest topic that MQTT can carry, in UTF-8 bytes. */
const LONGEST = 65_535;

/** Whether MQTT allows `topic` as the topic of a message: not empty, no wildcard, no NUL. */
export function isTopic(topic: string): boolean {
  return topic !== '' && !/[#+\0]/.test(topic) && Buffer.byteLength(topic) <= LONGEST;
}

/** Whether MQTT allows `filter` in a subscription: `+` alone in its level, `#` alone in the last one. */
export function isFilter(filter: string): boolean {
  if (filter === '' || filter.includes('\0') || Buffer.byteLength(filter) > LONGEST) return false;
  const levels = unshared(filter).split('/');
  return levels.every(
    (level, index) => level === '+' || (level === '#' && index === levels.length - 1) || !/[#+]/.test(level),
  );
}

/** Whether a message on `topic` belongs to a subscription of `filter`, shared ones (`$share/group/...`) included. */
export function matches(filter: string, topic: string): boolean {
  const wanted = unshared(filter).split('/');
  const levels = topic.split('/');
  // Wildcards do not reach the broker's own topics, such as $SYS.
  if (topic.startsWith('$') && wanted[0] !== levels[0]) return false;
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}

function unshared(filter: string): string {
  return filter.replace(/^\$share\/[^/+#]+\/(?=.)/, '');
}

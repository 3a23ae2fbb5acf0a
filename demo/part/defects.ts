import type { Random } from '../random';
import { flange, holeCentre } from './geometry';

/** What a defect draws over the part, and the hole it leaves out. */
export interface Defect {
  kind: 'scratch' | 'missing hole' | 'stain' | 'burr';
  /** SVG in the part's own coordinates: origin in its centre, pixels, not yet turned. */
  svg: string;
  /** Bolt hole that was never drilled. */
  missingHole?: number;
}

/** One of four kinds at random; about a third of them subtle. */
export function drawDefect(from: Random): Defect {
  const strength = from.next() < 0.3 ? from.between(0.35, 0.55) : from.between(0.65, 1);
  const kinds = [scratch, missingHole, stain, burr];
  return kinds[from.below(kinds.length)](from, strength);
}

/** Point on the metal between hub and rim, clear of the edges. */
function onMetal(from: Random) {
  const distance = from.between(flange.hub + 14, flange.radius - 22);
  const angle = from.between(0, 2 * Math.PI);
  return { left: distance * Math.cos(angle), top: distance * Math.sin(angle), angle };
}

function scratch(from: Random, strength: number): Defect {
  const start = onMetal(from);
  // Mostly along the part, so that a long scratch stays on the metal.
  const direction = start.angle + Math.PI / 2 + from.between(-0.6, 0.6);
  const length = 60 + 110 * strength;
  const middle = from.between(-14, 14);
  const at = (along: number, aside: number) => {
    const left = start.left + along * Math.cos(direction) - aside * Math.sin(direction);
    const top = start.top + along * Math.sin(direction) + aside * Math.cos(direction);
    return `${left.toFixed(1)} ${top.toFixed(1)}`;
  };
  const line = (aside: number) =>
    `M${at(-length / 2, aside)} Q${at(0, middle + aside)} ${at(length / 2, aside)}`;
  const width = 1.2 + 2.2 * strength;
  const svg = `<g fill="none" stroke-linecap="round" clip-path="url(#metal)">
    <path d="${line(width * 0.8)}" stroke="#1c1a18" stroke-width="${width}" opacity="${0.75 * strength}"/>
    <path d="${line(0)}" stroke="#fffdf6" stroke-width="${width}" opacity="${0.95 * strength}"/></g>`;
  return { kind: 'scratch', svg };
}

function missingHole(from: Random, strength: number): Defect {
  const hole = from.below(flange.holes.count);
  const { left, top } = holeCentre(hole);
  // The centre punch is there, the drill never came; a subtle one is drilled too small.
  const radius = strength < 0.6 ? flange.holes.radius * 0.6 : 2;
  const svg = `<circle cx="${left}" cy="${top}" r="${radius}" fill="#15171a"/>`;
  return { kind: 'missing hole', svg, missingHole: hole };
}

function stain(from: Random, strength: number): Defect {
  const centre = onMetal(from);
  const blots = Array.from({ length: 5 }, () => {
    const left = centre.left + from.between(-16, 16);
    const top = centre.top + from.between(-16, 16);
    const radius = from.between(10, 18) + 14 * strength;
    return `<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="${radius.toFixed(1)}" fill="url(#stain)"/>`;
  });
  return {
    kind: 'stain',
    svg: `<g opacity="${strength * 0.9}" clip-path="url(#metal)">${blots.join('')}</g>`,
  };
}

function burr(from: Random, strength: number): Defect {
  const edge = from.below(flange.holes.count + 2);
  const onHole = edge < flange.holes.count;
  const centre = onHole ? holeCentre(edge) : { left: 0, top: 0 };
  const radius = onHole ? flange.holes.radius : edge === flange.holes.count ? flange.bore : flange.radius;
  const inwards = radius !== flange.radius;
  const arc = (26 + 34 * strength) / radius;
  const middle = from.between(0, 2 * Math.PI);
  const teeth = 9;
  const outline = Array.from({ length: 2 * teeth + 1 }, (_, step) => {
    const angle = middle + arc * (step / (2 * teeth) - 0.5);
    const height = step % 2 === 0 ? -2 : from.between(4, 7 + 9 * strength);
    const distance = radius + (inwards ? -height : height);
    return `${(centre.left + distance * Math.cos(angle)).toFixed(1)} ${(centre.top + distance * Math.sin(angle)).toFixed(1)}`;
  });
  const svg = `<path d="M${outline.join(' L')} Z" fill="#e4e2dc" stroke="#3a3833" stroke-width="1"/>`;
  return { kind: 'burr', svg };
}

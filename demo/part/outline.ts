import type { Defect } from './defects';
import { flange, frameSize, holeCentre, type Pose } from './geometry';

/** The part's machined features and its defect as a transparent SVG picture of the whole frame. */
export function outline(pose: Pose, defect?: Defect): string {
  const { bore, hub, keyway, radius } = flange;
  const holes = Array.from({ length: flange.holes.count }, (_, index) => index)
    .filter((index) => index !== defect?.missingHole)
    .map((index) => hole(holeCentre(index)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${frameSize.width}" height="${frameSize.height}">
  <defs>
    <clipPath id="metal"><circle r="${radius - 3}"/></clipPath>
    <radialGradient id="stain"><stop offset="0" stop-color="#4a2c10" stop-opacity=".6"/>
      <stop offset=".7" stop-color="#5a3a18" stop-opacity=".4"/><stop offset="1" stop-color="#5a3a18" stop-opacity="0"/></radialGradient>
    <linearGradient id="hole" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#08090a"/>
      <stop offset="1" stop-color="#2b2d30"/></linearGradient>
  </defs>
  <g transform="translate(${pose.left} ${pose.top}) rotate(${pose.turn})">
    <circle r="${radius - 1.5}" fill="none" stroke="#f4f4f0" stroke-width="2.5" opacity=".55"/>
    <circle r="${hub}" fill="none" stroke="#26282b" stroke-width="5" opacity=".55"/>
    <circle r="${hub - 4}" fill="none" stroke="#fff" stroke-width="2" opacity=".6"/>
    <path d="M-34 -${hub - 22} A${hub - 22} ${hub - 22} 0 0 1 34 -${hub - 22}" fill="none" stroke="#33302c"
      stroke-width="7" stroke-dasharray="4 3 9 3 2 5" opacity=".7"/>
    <circle r="${bore}" fill="url(#hole)"/>
    <rect x="${-keyway.width / 2}" y="${bore - 6}" width="${keyway.width}" height="${keyway.depth + 6}" fill="#131416"/>
    <circle r="${bore + 2}" fill="none" stroke="#efece4" stroke-width="2" opacity=".5"/>
    ${holes.join('')}
    ${defect?.svg ?? ''}
  </g></svg>`;
}

function hole({ left, top }: { left: number; top: number }): string {
  const { radius } = flange.holes;
  return `<circle cx="${left}" cy="${top}" r="${radius + 4}" fill="#f2f0ea" opacity=".35"/>
    <circle cx="${left}" cy="${top}" r="${radius}" fill="url(#hole)"/>
    <circle cx="${left}" cy="${top}" r="${radius + 4}" fill="none" stroke="#2a2a2a" stroke-width="1" opacity=".5"/>`;
}

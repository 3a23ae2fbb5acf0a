import type { Response } from 'express';
import { Refused } from '../../models/refused';
import type { Station } from '../inspect/station';
import type { RejectItem } from './api';
import { toCsv } from './csv';
import { ZipWriter } from './zip-writer';

const COLUMNS = [
  'resultId',
  'decidedAt',
  'capturedAt',
  'recipe',
  'partId',
  'triggerId',
  'evaluation',
  'score',
  'rawScore',
  'modelId',
  'reason',
  'feedback',
  'feedbackBy',
  'feedbackAt',
  'picture',
  'heatMap',
];

/** Sends rejects as a zip, frame by frame: pictures, heat maps, and a table of what is known of them. */
export async function sendRejects(
  station: Station,
  recipe: string,
  ids: readonly string[],
  response: Response,
): Promise<void> {
  const zip = new ZipWriter();
  const rows: (string | number)[][] = [];
  const send = (bytes: Buffer) => write(response, bytes);
  for (const reject of new Set(ids)) {
    const files = await readReject(station, recipe, reject);
    // Newer rejects may have taken its place since the list was shown.
    if (!files) continue;
    if (!response.headersSent) response.attachment('rejects.zip').type('application/zip');
    const base = baseName(files.item);
    const [picture, heatMap] = [`${base}.jpg`, `${base}-heat.jpg`];
    await send(zip.file(picture, files.frame));
    await send(zip.file(heatMap, files.heat));
    rows.push([...row(files.item, recipe), picture, heatMap]);
  }
  if (rows.length === 0) throw new Refused('missing', { kind: 'rejects-gone' });
  await send(zip.file('rejects.csv', Buffer.from(toCsv(COLUMNS, rows))));
  await send(zip.end());
  response.end();
}

async function readReject(station: Station, recipe: string, reject: string) {
  try {
    return {
      item: await station.ask('reject', recipe, { reject }),
      frame: await station.ask('rejectPicture', recipe, { reject, as: 'frame' }),
      heat: await station.ask('rejectPicture', recipe, { reject, as: 'heat' }),
    };
  } catch (error) {
    if (error instanceof Refused && error.kind === 'missing') return null;
    throw error;
  }
}

/** Waits for a slow client. @throws when it is gone */
async function write(response: Response, bytes: Buffer): Promise<void> {
  if (response.destroyed) throw new Error('the client is gone');
  if (response.write(bytes)) return;
  await new Promise<void>((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });
}

/** Sorts by time; nothing of it comes from a camera. */
function baseName({ decidedAt, triggerId, reject }: RejectItem): string {
  return `${decidedAt.replace(/[^0-9TZ]/g, '')}-${triggerId}-${reject.slice(0, 8)}`;
}

function row(item: RejectItem, recipe: string): (string | number)[] {
  const { feedback } = item;
  return [
    item.reject,
    item.decidedAt,
    item.capturedAt,
    recipe,
    item.partId,
    item.triggerId,
    item.evaluation,
    item.score,
    item.rawScore,
    item.modelId,
    item.reason,
    feedback?.verdict ?? '',
    feedback?.by ?? '',
    feedback?.at ?? '',
  ];
}

import { RequestInvalid } from '@tributary/contract';
import type { Placement } from '@tributary/domain/placement';
import * as z from 'zod';

const cursorShape = z.strictObject({
  tenant: z.string(),
  stream: z.string(),
  epoch: z.int(),
  next: z.array(z.tuple([z.int().min(0), z.int().min(0)])).max(1_000),
});

/** Opaque to callers: the next offset of each partition, good for one tenant, stream and epoch. */
export function writeCursor(
  { epoch, stream, tenant }: Placement,
  next: ReadonlyMap<number, number>,
): string {
  return Buffer.from(JSON.stringify({ tenant, stream, epoch, next: [...next] })).toString(
    'base64url',
  );
}

/** @throws {RequestInvalid} */
export function eventCursor(
  text: string,
  { epoch, stream, tenant }: Placement,
): readonly (readonly [number, number])[] {
  const cursor = cursorShape.safeParse(jsonOf(text));
  if (
    !cursor.success ||
    cursor.data.tenant !== tenant ||
    cursor.data.stream !== stream ||
    cursor.data.epoch !== epoch
  ) {
    throw new RequestInvalid([
      'cursor: it was not made by this platform for this tenant and stream',
    ]);
  }
  return cursor.data.next;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

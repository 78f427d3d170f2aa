import * as z from 'zod';

/** Of anything in another system. No upper limit: the size of the whole event has one. */
export const id = z.string().min(1);

/** What people read. */
export const text = z.string().min(1);

/** RFC 3339, with `Z` or an offset. */
export const moment = z.iso.datetime({ offset: true });

export const count = z.int().min(0);

/** In the smallest unit of the currency: cents, yen. */
export const amountMinor = z.int().min(0);

/** ISO 4217, as `EUR`. */
export const currency = z.string().regex(/^[A-Z]{3}$/);

export const channel = z.enum(['email', 'sms', 'push', 'webhook']);

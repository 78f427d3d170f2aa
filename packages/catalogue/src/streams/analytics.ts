import type { StreamDraft } from '@tributary/domain/placement';
import { streamName } from '@tributary/domain/topics';
import * as z from 'zod';
import { eventType } from '../event-type.ts';
import { count, id, moment, text } from './fragments.ts';

/** `details` is whatever the recording system knows, as JSON. */
export const userActivityRecorded = z.strictObject({
  activity: text,
  recordedAt: moment,
  details: z.record(z.string(), z.unknown()),
});

const reportGenerated = z.strictObject({
  reportId: id,
  report: text,
  period: z.strictObject({ from: moment, to: moment }),
  rows: count,
  generatedAt: moment,
});

const anomalyDetected = z.strictObject({
  anomalyId: id,
  metric: text,
  expected: z.number(),
  observed: z.number(),
  severity: z.enum(['info', 'warning', 'critical']),
  detectedAt: moment,
});

const dashboardViewed = z.strictObject({
  dashboardId: id,
  userId: id,
  viewedAt: moment,
  durationMs: count.exactOptional(),
});

export const analytics: StreamDraft = {
  name: streamName('analytics'),
  description: 'What people do in the product, and what is computed from it',
  dataClass: 'personal',
  eventTypes: [
    eventType('UserActivityRecorded', 1, userActivityRecorded),
    eventType('ReportGenerated', 1, reportGenerated),
    eventType('AnomalyDetected', 1, anomalyDetected),
    eventType('DashboardViewed', 1, dashboardViewed),
  ],
  onPoison: 'park',
};

import { eventBatchRequest, type OffsetsView, type PublishedView } from '@tributary/contract';
import { assertMay } from '@tributary/domain/access';
import { eventDraft, eventDrafts, type PublishedEvent } from '@tributary/domain/events';
import { type Placement, StreamNotOffered, streamOf, topicOf } from '@tributary/domain/placement';
import {
  assertInService,
  type Tenant,
  type TenantId,
  TenantUnknown,
  tenantId,
} from '@tributary/domain/tenancy';
import type { Hono } from 'hono';
import * as z from 'zod';
import type { ApiPorts } from '../api-ports.ts';
import { bodyOf, type Env, parsed, refuseOtherMethods } from '../http.ts';
import { readerOf, tenantEvents } from '../tenant-events.ts';

const streamQuery = z.object({ stream: z.string() });

const eventsQuery = streamQuery.extend({
  from: z.enum(['earliest', 'latest']).default('earliest'),
  cursor: z.string().max(65_536).exactOptional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export function eventRoutes(app: Hono<Env>, ports: ApiPorts): void {
  const { clock, publisher, subscriptions } = ports;

  app.post('/tenants/:id/events', async (context) => {
    const id = tenantId(context.req.param('id'));
    assertMay(context.get('caller'), id, 'events:write');
    const body = await bodyOf(context);
    const now = clock.now();
    const published = isBatch(body)
      ? await publisher.publishBatch(id, eventDrafts(parsed(eventBatchRequest, body).events, now))
      : [await publisher.publish(id, eventDraft(body, now))];
    return context.json({ events: published.map(receipt) } satisfies PublishedView, 201);
  });

  app.get('/tenants/:id/events', async (context) => {
    const id = tenantId(context.req.param('id'));
    assertMay(context.get('caller'), id, 'events:read');
    const { stream, ...query } = parsed(eventsQuery, context.req.query());
    const { placement, tenant } = await placed(ports, id, stream);
    return context.json(
      await tenantEvents(ports, tenant, placement, { cursor: undefined, ...query }),
    );
  });
  refuseOtherMethods(app, '/tenants/:id/events', ['GET', 'POST']);

  app.get('/tenants/:id/offsets', async (context) => {
    const id = tenantId(context.req.param('id'));
    assertMay(context.get('caller'), id, 'events:read');
    const { stream } = parsed(streamQuery, context.req.query());
    const { placement, tenant } = await placed(ports, id, stream);
    const topic = topicOf(placement);
    const session = readerOf(ports, tenant, placement);
    const connected = await subscriptions.list(placement.model === 'pool' ? 'pool' : id);
    const view: OffsetsView = {
      stream: placement.stream,
      topic,
      partitions: [...(await session.log.offsets(topic))],
      consumers: await Promise.all(
        connected
          .filter((subscription) => subscription.topic === topic)
          .map(async ({ cell, consumer, group }) => ({
            consumer,
            group,
            committed: [
              ...(await ports.sessions
                .session(cell, { kind: 'shared-consumer', stream: placement.stream })
                .groups.committed(group, topic)),
            ],
          })),
      ),
    };
    return context.json(view);
  });
  refuseOtherMethods(app, '/tenants/:id/offsets', ['GET']);
}

/** A suspended tenant still reads what it has. */
async function placed(
  { catalogue, registry }: ApiPorts,
  id: TenantId,
  name: string,
): Promise<{ readonly tenant: Tenant; readonly placement: Placement }> {
  const tenant = await registry.find(id);
  if (tenant === undefined) {
    throw new TenantUnknown(id);
  }
  assertInService(tenant);
  const { name: stream } = streamOf(catalogue, name);
  const placement = tenant.placements.find((candidate) => candidate.stream === stream);
  if (placement === undefined) {
    throw new StreamNotOffered({
      tier: tenant.tier,
      stream,
      known: tenant.placements.map((other) => other.stream),
    });
  }
  return { tenant, placement };
}

function isBatch(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'events' in body;
}

function receipt({
  id,
  offset,
  partition,
  stream,
}: PublishedEvent): PublishedView['events'][number] {
  return { id, stream, partition, offset };
}

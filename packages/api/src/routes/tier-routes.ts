import type { TiersView } from '@tributary/contract';
import { assertOperator } from '@tributary/domain/access';
import type { Hono } from 'hono';
import type { ApiPorts } from '../api-ports.ts';
import { type Env, refuseOtherMethods } from '../http.ts';

export function tierRoutes(app: Hono<Env>, { catalogue }: ApiPorts): void {
  app.get('/tiers', (context) => {
    assertOperator(context.get('caller'));
    const view: TiersView = {
      tiers: [...catalogue.tiers.values()].map((tier) => ({
        name: tier.name,
        description: tier.description,
        eventsPerSecond: tier.eventsPerSecond,
        burst: tier.burst,
        streams: [...tier.streams.values()].map((offer) => ({ ...offer })),
      })),
    };
    return context.json(view);
  });
  refuseOtherMethods(app, '/tiers', ['GET']);
}

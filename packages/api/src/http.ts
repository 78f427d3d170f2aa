import {
  MethodRefused,
  RequestInvalid,
  RequestNotJson,
  RequestTooLarge,
  RouteUnknown,
  Unforeseen,
} from '@tributary/contract';
import { type Caller, Unauthenticated } from '@tributary/domain/access';
import { MIB, PlatformError } from '@tributary/kernel';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';
import type { ApiPorts } from './api-ports.ts';
import { problemOf } from './problem-of.ts';

/**
 * Of a request's body: what a function behind an HTTP API can be given.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_BODY_BYTES = 6 * MIB;

export type Env = { Variables: { caller: Caller; requestId: string } };
export type ApiContext = Context<Env>;

/** An application whose every answer but the good ones is a problem document. */
export function httpApplication(ports: ApiPorts): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    const requestId = ports.newId();
    context.set('requestId', requestId);
    context.header('x-request-id', requestId);
    context.header('cache-control', 'no-store');
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: () => {
        throw new RequestTooLarge({ maxBytes: MAX_BODY_BYTES });
      },
    }),
  );
  app.onError((error, context) => answerProblem(context, foreseen(ports, error, context)));
  app.notFound((context) => answerProblem(context, new RouteUnknown()));
  return app;
}

/** Every route that is added after it asks for a token. */
export function requireCaller(app: Hono<Env>, ports: ApiPorts): void {
  app.use(async (context, next) => {
    const token = /^Bearer ([\w.~+/=-]{1,512})$/.exec(
      context.req.header('authorization') ?? '',
    )?.[1];
    const caller =
      token === undefined ? undefined : await ports.tokens.authenticate(token, ports.clock.now());
    if (caller === undefined) {
      context.header('www-authenticate', 'Bearer');
      throw new Unauthenticated();
    }
    context.set('caller', caller);
    await next();
  });
}

/** To be registered last at an address. */
export function refuseOtherMethods(app: Hono<Env>, path: string, allowed: readonly string[]): void {
  app.all(path, (context) => {
    context.header('allow', allowed.join(', '));
    throw new MethodRefused({ allowed });
  });
}

/**
 * @throws {RequestNotJson}
 */
export async function bodyOf(context: ApiContext): Promise<unknown> {
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RequestNotJson({ characters: text.length }, { cause });
  }
}

/**
 * `{}` where there is none.
 *
 * @throws {RequestNotJson}
 */
export async function optionalBodyOf(context: ApiContext): Promise<unknown> {
  const length = context.req.header('content-length') ?? context.req.header('transfer-encoding');
  return length === undefined || length === '0' ? {} : bodyOf(context);
}

/** @throws {RequestInvalid} */
export function parsed<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value);
  if (!result.success) {
    throw new RequestInvalid(
      result.error.issues
        .slice(0, 10)
        .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`),
    );
  }
  return result.data;
}

function foreseen(ports: ApiPorts, error: unknown, context: ApiContext): PlatformError {
  if (error instanceof PlatformError) {
    return error;
  }
  const requestId = context.get('requestId');
  ports.report(error, { requestId, route: `${context.req.method} ${context.req.routePath}` });
  return new Unforeseen({ requestId }, { cause: error });
}

function answerProblem(context: ApiContext, error: PlatformError): Response {
  const problem = problemOf(error);
  const { retryAfterMs } = error.facts;
  if (typeof retryAfterMs === 'number') {
    context.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1_000))));
  }
  return context.json(problem, asStatus(problem.status), {
    'content-type': 'application/problem+json',
  });
}

function asStatus(status: number): ContentfulStatusCode {
  return isContentfulStatus(status) ? status : 500;
}

function isContentfulStatus(status: number): status is ContentfulStatusCode {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}

import {
  MethodRefused,
  meaningOf,
  RequestCutOff,
  RequestInvalid,
  RequestNotJson,
  RequestTooLarge,
  RouteUnknown,
  Unavailable,
  Unforeseen,
} from '@tributary/contract';
import { type Caller, Unauthenticated } from '@tributary/domain/access';
import { MIB, PlatformError } from '@tributary/kernel';
import { type Context, Hono } from 'hono';
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
export function httpApplication(ports: Pick<ApiPorts, 'newId' | 'report'>): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (context, next) => {
    const requestId = ports.newId();
    context.set('requestId', requestId);
    context.header('x-request-id', requestId);
    context.header('cache-control', 'no-store');
    await next();
  });
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
 * @throws {RequestTooLarge}
 * @throws {RequestNotJson}
 */
export async function bodyOf(context: ApiContext): Promise<unknown> {
  return jsonOf(await textOf(context));
}

/**
 * `{}` where there is none.
 *
 * @throws {RequestTooLarge}
 * @throws {RequestNotJson}
 */
export async function optionalBodyOf(context: ApiContext): Promise<unknown> {
  const text = await textOf(context);
  return text === '' ? {} : jsonOf(text);
}

/** No more than the limit is taken in, whatever length the request says that it has, or none. */
async function textOf(context: ApiContext): Promise<string> {
  refuseTooLarge(context, Number(context.req.header('content-length') ?? 0));
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of context.req.raw.body ?? []) {
      bytes += chunk.length;
      refuseTooLarge(context, bytes);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw cause instanceof PlatformError ? cause : new RequestCutOff({ bytes }, { cause });
  }
  return decoded(Buffer.concat(chunks));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** What is not UTF-8 is refused: put right by guess it would be another event than the one that was sent. */
function decoded(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new RequestNotJson({ bytes: bytes.length }, { cause });
  }
}

/** What the client still sends is not read, so its connection is of no use any more. */
function refuseTooLarge(context: ApiContext, bytes: number): void {
  if (bytes > MAX_BODY_BYTES) {
    context.header('connection', 'close');
    throw new RequestTooLarge({ maxBytes: MAX_BODY_BYTES });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RequestNotJson({ bytes: Buffer.byteLength(text) }, { cause });
  }
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

/** What is not of the contract is told to the log alone: its words may name files and machines. */
function foreseen(
  ports: Pick<ApiPorts, 'report'>,
  error: unknown,
  context: ApiContext,
): PlatformError {
  if (error instanceof PlatformError && meaningOf(error.code) !== undefined) {
    return error;
  }
  const requestId = context.get('requestId');
  ports.report(error, { requestId, route: `${context.req.method} ${context.req.routePath}` });
  return error instanceof PlatformError && error.remedy === 'retry-later'
    ? new Unavailable({ requestId }, { cause: error })
    : new Unforeseen({ requestId }, { cause: error });
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

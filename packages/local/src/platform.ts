import { type Embedded, lockDirectory, openEmbedded } from '@tributary/adapter-embedded';
import { type ApiPorts, createApi } from '@tributary/api';
import { platformCatalogue } from '@tributary/catalogue';
import type { Subscription } from '@tributary/domain/consumption';
import { Publisher } from '@tributary/domain/events';
import { KeyRing } from '@tributary/domain/keys';
import { type Catalogue, type CellId, consumerOf } from '@tributary/domain/placement';
import { LeasedRate } from '@tributary/domain/quotas';
import { type TenantId, tenantId } from '@tributary/domain/tenancy';
import type { ClusterSession } from '@tributary/domain/topics';
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS, systemClock } from '@tributary/kernel';
import {
  ensurePlatform,
  finishDueErasures,
  type ProvisioningPorts,
  resumeUnfinished,
  runOperation,
} from '@tributary/provisioning';
import { v7 } from 'uuid';
import { type ConsumerModule, PLATFORM_CONSUMERS } from './consumer-modules.ts';
import { listen } from './http-server.ts';
import { LocalReadiness } from './local-readiness.ts';
import type { Log } from './log.ts';
import { OperationRunner } from './operation-runner.ts';
import { Delivery } from './poller/delivery.ts';
import { EnvironmentPool } from './poller/environment-pool.ts';
import { LocalSubscriptions } from './poller/local-subscriptions.ts';
import { TopicSignal } from './poller/topic-signal.ts';
import { openSigningKey } from './signing-key.ts';
import {
  makeStateDirectory,
  readOperatorToken,
  removeUrl,
  writeOperatorToken,
  writeUrl,
} from './state-files.ts';
import { startTimers } from './timers.ts';

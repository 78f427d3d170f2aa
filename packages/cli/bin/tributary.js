#!/usr/bin/env node
import { launch } from '../../kernel/bin/launch.js';

await launch(() => import('../src/main.ts'));

import module from 'node:module';

// A thread does not inherit the cache; with it the thread is ready in half the time.
module.enableCompileCache();
await import('./environment.ts');

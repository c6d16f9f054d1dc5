import { createRequest } from '../engine/engine.ts';
import type { Inputs } from '../source/inputs.ts';
import type { RegistryClient } from '../source/registry/client.ts';
import type { RegistryStore } from '../source/registry/registry-store.ts';
import { gather, type ScanOptions } from './scan.ts';

/** Rounds that may each ask for what only the answers of the one before made visible. */
const MAX_ROUNDS = 5;

/** Asks registries for everything that judging `inputs` asks of them, so that judging itself need not wait. */
export async function fetchImages(
  inputs: Inputs,
  options: ScanOptions,
  store: RegistryStore,
  client: RegistryClient,
): Promise<void> {
  const lookup = await gather(inputs, options);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for await (const events of inputs.read()) {
      for (const event of events) {
        if (event.type !== 'resource') continue;
        const { resource } = event;
        for (const engine of options.engines)
          if (engine.concerns(resource.apiVersion, resource.kind))
            engine.judge(createRequest(resource), lookup);
      }
    }
    if (!(await store.fetchMissing(client))) return;
  }
}

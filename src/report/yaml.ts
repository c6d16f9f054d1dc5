import { yamlDocument } from '../engine/kyverno/go/yaml-text.ts';
import type { JsonObject } from '../kube/json.ts';
import type { Report, ReportContext, Sink } from './report.ts';

/**
 * Every resource as the policies leave it, and what they change or make beside it: a stream for `kubectl apply`, as
 * `kyverno apply` prints it. No verdicts; a second output may have those.
 */
export function yaml(out: Sink, _context: ReportContext): Report {
  let first = true;
  return {
    patched(objects: readonly JsonObject[]): void {
      for (const object of objects) {
        out.write(`${first ? '' : '---\n'}${yamlDocument(object)}`);
        first = false;
      }
    },
    end(): void {},
  };
}

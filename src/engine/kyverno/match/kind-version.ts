/** `v1/Secret` or `apps/v1/Deployment` taken apart (kyverno v1.19 pkg/utils/kube/kind.go, GetKindFromGVK). */
export function kindAndVersion(text: string): { readonly apiVersion: string; readonly kind: string } {
  const parts = text.split('/');
  const kind = parts.pop() ?? '';
  return { apiVersion: parts.join('/'), kind };
}

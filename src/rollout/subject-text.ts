/** `Deployment/web`; a group of its own is named. */
export function subjectText({
  api_group,
  kind,
  name,
}: {
  api_group: string;
  kind: string;
  name: string;
}): string {
  return api_group === '' || api_group === 'apps' || api_group === 'batch'
    ? `${kind}/${name}`
    : `${kind}.${api_group}/${name}`;
}

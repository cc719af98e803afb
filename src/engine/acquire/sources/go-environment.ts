import type { GoModuleArtefact } from '../lock/lock-file.js';

/** How users reach a module mirror and where Go keeps its caches: theirs to decide, no influence on the bytes. */
const INHERITED = [
  'PATH',
  'HOME',
  'TMPDIR',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'GOPATH',
  'GOCACHE',
  'GOMODCACHE',
  'GOENV',
  'GOPROXY',
  'GOPRIVATE',
  'GONOPROXY',
  'GOAUTH',
  'NETRC',
  'GOSUMDB',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
] as const;

/**
 * Environment of a build. Everything that changes the bytes is pinned. The checksum database may be another one but
 * not switched off, and every module is checked against the recipe's go.sum in any case.
 */
export function goEnvironment(
  { toolchain }: GoModuleArtefact,
  platform: string,
  env: NodeJS.ProcessEnv,
): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = env[name];
    return value === undefined || (name === 'GOSUMDB' && value === 'off') ? [] : [[name, value] as const];
  });
  const [goos = 'linux', goarch = 'amd64'] = platform.split('_');
  return {
    ...Object.fromEntries(inherited),
    CGO_ENABLED: '0',
    GO111MODULE: 'on',
    GOAMD64: 'v1',
    GOARCH: goarch,
    GOARM64: 'v8.0',
    GOFIPS140: 'off',
    // Not empty: go takes an empty variable as unset and looks into the user's own settings.
    GOFLAGS: '-buildvcs=false',
    GOOS: goos,
    GOTOOLCHAIN: toolchain,
    GOWORK: 'off',
  };
}

/** Flags of a build: no paths, no version control, no symbols; `minimal` leaves plug-ins out that a lab does not need. */
export const goBuildArguments = (output: string): readonly string[] => [
  'build',
  '-mod=readonly',
  '-tags',
  'minimal',
  '-trimpath',
  '-ldflags',
  '-s -w',
  '-v',
  '-o',
  output,
  '.',
];

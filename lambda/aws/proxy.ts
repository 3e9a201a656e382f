import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/** The variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The host that a request is for. */
export interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
}

/** What a request goes through. */
export interface Proxy {
  readonly url: URL;
  /** The variable that names it. */
  readonly variable: string;
}

/**
 * The proxy for a host, read from the environment as curl and the AWS CLI read it; undefined where there is none.
 *
 * `HTTPS_PROXY` is for https, `HTTP_PROXY` for http, and the lower-case form of each overrides it. A value without
 * a scheme is an http proxy. `NO_PROXY` lists hosts that are reached directly, separated by commas or spaces: a
 * domain stands for all hosts in it, with or without a dot or `*.` before it, `:443` means that port only, and `*` is
 * every host.
 *
 * @throws WrongProxy where the value is not the URL of an http or https proxy.
 */
export function proxyFor(target: Target, env: Environment): Proxy | undefined {
  const scheme = target.protocol.replace(':', '');
  const name = `${scheme}_proxy`;
  const variable = [name, name.toUpperCase()].find((one) => env[one]?.trim());
  const value = variable === undefined ? undefined : env[variable]?.trim();
  if (variable === undefined || value === undefined || isExcepted(target, env)) return undefined;
  const url = urlOf(value.includes('://') ? value : `http://${value}`);
  if (url === undefined) throw new WrongProxy(variable, value);
  return { url, variable };
}

/** A password with a percent sign that stands for itself; curl takes it so, too. */
const STRAY_PERCENT = /%(?![\dA-F]{2})/gi;

function urlOf(value: string): URL | undefined {
  const text = value.replaceAll(STRAY_PERCENT, '%25');
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) ? url : undefined;
}

function isExcepted({ protocol, hostname, port }: Target, env: Environment): boolean {
  const list = env['no_proxy'] || env['NO_PROXY'] || '';
  const host = hostname.toLowerCase();
  const asked = String(port ?? (protocol === 'https:' ? 443 : 80));
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, name = '', only = asked] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      return only === asked && (name === '*' || host === name || host.endsWith(`.${name}`));
    });
}

class WrongProxy extends Error {
  override readonly name = 'WrongProxy';

  constructor(variable: string, value: string) {
    super(
      `${variable} must be the URL of an http or https proxy, but is ${JSON.stringify(withoutPassword(value))}; use http://proxy.example.com:3128; nothing was sent to AWS`,
    );
  }
}

function withoutPassword(value: string): string {
  return value.replace(/(:\/\/|^)[^/]*@/, '$1');
}

type Request = Parameters<NodeHttpHandler['handle']>[0];
type Options = Parameters<NodeHttpHandler['handle']>[1];
type Response = ReturnType<NodeHttpHandler['handle']>;

/**
 * Sends each request directly, or through the proxy that the environment names for its host.
 *
 * An https request goes through a tunnel, so a proxy sees only the host. An http request is handed to the proxy whole.
 * An error of a request that went through a proxy names it, without its password.
 */
export class RoutedHandler extends NodeHttpHandler {
  readonly #settings: NodeHttpHandlerOptions;
  readonly #env: Environment;
  readonly #tunnels = new Map<string, Promise<NodeHttpHandler>>();

  constructor(settings: NodeHttpHandlerOptions, env: Environment) {
    super(settings);
    this.#settings = settings;
    this.#env = env;
  }

  override async handle(request: Request, options?: Options): Response {
    const proxy = proxyFor(request, this.#env);
    if (proxy === undefined) return super.handle(request, options);
    try {
      if (request.protocol !== 'https:') return await super.handle(handedTo(proxy.url, request), options);
      const tunnel = await this.#tunnelThrough(proxy.url);
      return await tunnel.handle(request, options);
    } catch (error) {
      throw named(error, proxy);
    }
  }

  override destroy(): void {
    super.destroy();
    for (const tunnel of this.#tunnels.values()) void tunnel.then((one) => one.destroy());
  }

  async #tunnelThrough(proxy: URL): Promise<NodeHttpHandler> {
    const tunnel = this.#tunnels.get(proxy.href) ?? tunnelThrough(proxy, this.#settings);
    this.#tunnels.set(proxy.href, tunnel);
    return tunnel;
  }
}

/** Enough for the calls of three pacers in one region (carryOut/pacer.ts). @default of the library: no end */
const TUNNELS = { keepAlive: true, maxSockets: 150 };

/** The library is loaded only where a proxy is set. The time limit is for a proxy that does not open the tunnel. */
async function tunnelThrough(proxy: URL, settings: NodeHttpHandlerOptions): Promise<NodeHttpHandler> {
  const { HttpsProxyAgent } = await import('hpagent');
  const timeout = settings.connectionTimeout ?? 0;
  return new NodeHttpHandler({
    ...settings,
    httpsAgent: new HttpsProxyAgent({ ...TUNNELS, proxy, timeout }),
  });
}

/** The same request with the whole URL in its first line. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
function handedTo(proxy: URL, request: Request): Request {
  const { protocol, hostname, port, path, headers } = request;
  return Object.assign(request.clone(), {
    protocol: proxy.protocol,
    hostname: proxy.hostname,
    port: Number(proxy.port) || undefined,
    path: `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`,
    headers: { ...headers, ...loginAt(proxy) },
  });
}

function loginAt({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

/** Its code and name stay: they say whether the call may be sent again. */
function named(error: unknown, { url, variable }: Proxy): unknown {
  if (!(error instanceof Error)) return error;
  const why = error.message || ('code' in error ? String(error.code) : error.name);
  error.message = `${why} (sent through the proxy ${url.protocol}//${url.host}, which ${variable} names)`;
  return error;
}

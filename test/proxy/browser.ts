/** A page or a redirect as a browser gets it. */
export type Page = { url: string; status: number; text: string; headers: Headers };

const SITE_OF = (url: string) => new URL(url).origin;

const MARKS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const textOf = (markup: string) => markup.replace(/&(amp|lt|gt|quot|#39);/g, (mark) => MARKS[mark] ?? mark);
const attributesOf = (tag: string) =>
  Object.fromEntries([...tag.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name, value = '']) => [name, textOf(value)]));

/** One person's browser: keeps cookies, follows nothing by itself, says of forms where they come from. */
export class Browser {
  /** `origin name` -> value. */
  readonly cookies = new Map<string, string>();
  /** Everything that it was shown. */
  readonly pages: Page[] = [];

  open(url: string, headers: Record<string, string> = {}): Promise<Page> {
    return this.#go(url, { headers });
  }

  /** Where a redirect leads. */
  follow(page: Page): Promise<Page> {
    const location = page.headers.get('location');
    if (location === null) throw new Error(`no redirect: ${page.status} ${page.text}`);
    return this.open(new URL(location, page.url).href);
  }

  /** Presses the button of the only form, with its hidden fields. */
  press(page: Page, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Page> {
    const forms = page.text.match(/<form\b[^>]*>/g) ?? [];
    const [form] = forms;
    if (form === undefined || forms.length > 1) throw new Error(`${forms.length} forms: ${page.status} ${page.text}`);
    const { action = page.url, method = 'get' } = attributesOf(form);
    const hidden = (page.text.match(/<input\b[^>]*>/g) ?? [])
      .map((input) => attributesOf(input))
      .map(({ name = '', value = '' }): [string, string] => [name, value]);
    return this.#go(new URL(action, page.url).href, {
      method: method.toUpperCase(),
      headers: { origin: SITE_OF(page.url), 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams([...hidden, ...Object.entries(fields)]),
    });
  }

  async #go(url: string, init: RequestInit): Promise<Page> {
    const sent = [...this.cookies].filter(([key]) => key.startsWith(`${SITE_OF(url)} `));
    const cookie = sent.map(([key, value]) => `${key.split(' ')[1]}=${value}`).join('; ');
    const headers = { ...(cookie === '' ? {} : { cookie }), ...(init.headers as Record<string, string>) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(`${SITE_OF(url)} ${name}`, value);
    }
    const page = { url, status: response.status, text: await response.text(), headers: response.headers };
    this.pages.push(page);
    return page;
  }
}

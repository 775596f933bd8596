/** A page as a person sees it. */
export type Page = { readonly url: string; readonly status: number; readonly text: string };

const MARKS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const MAX_REDIRECTS = 5;

/**
 * What an admin does with the link in a task: opens it, presses the button, and allows the access in Zendesk. Returns the page
 * at the end of the way.
 */
export async function giveConsent(link: string): Promise<Page> {
  const cookies = new Map<string, string>();

  async function go(url: string, form?: URLSearchParams): Promise<Page> {
    let next: { url: string; form?: URLSearchParams } = { url, ...(form ? { form } : {}) };
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const { origin } = new URL(next.url);
      const cookie = cookies.get(origin);
      const answer = await fetch(next.url, {
        redirect: 'manual',
        headers: { origin, 'sec-fetch-site': 'same-origin', ...(cookie === undefined ? {} : { cookie }) },
        ...(next.form ? { method: 'POST', body: next.form } : {}),
      });
      const [given] = answer.headers.getSetCookie();
      if (given !== undefined) cookies.set(origin, given.split(';')[0] ?? '');
      const text = await answer.text();
      const location = answer.headers.get('location');
      if (location === null) return { url: next.url, status: answer.status, text };
      next = { url: new URL(location, next.url).href };
    }
    throw new Error('the pages send one round in circles');
  }

  /** Presses a button of the page's form; what stands in hidden fields goes along. */
  function press(page: Page, button: Readonly<Record<string, string>> = {}): Promise<Page> {
    const [form = ''] = /<form\b[^>]*>/.exec(page.text) ?? [];
    const { action = page.url } = attributesOf(form);
    const hidden = (page.text.match(/<input\b[^>]*>/g) ?? []).map(attributesOf);
    const fields = hidden.map(({ name = '', value = '' }): [string, string] => [name, value]);
    return go(new URL(action, page.url).href, new URLSearchParams([...fields, ...Object.entries(button)]));
  }

  const zendesk = await press(await go(link));
  return press(zendesk, { decision: 'allow' });
}

function attributesOf(tag: string): Readonly<Record<string, string>> {
  const pairs = [...tag.matchAll(/([a-z]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name, value = '']) => [name, plain(value)]));
}

const plain = (markup: string) => markup.replace(/&(amp|lt|gt|quot|#39);/g, (_, mark: string) => MARKS[mark] ?? '');

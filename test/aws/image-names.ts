import type { Answer, Question } from './trouble.js';

type Pass = (question: Question) => Promise<Answer>;

/**
 * Mends what the emulator does not keep to when an image is made or copied: it takes a name twice, refuses to tag
 * snapshots together with their image, and leaves the tags of copies out.
 */
export class ImageNames {
  readonly #names = new Set<string>();

  /** Has the image made, unless its name is taken in its region. Gives its id, null when it was refused. */
  async make(question: Question, pass: Pass): Promise<{ readonly answer: Answer; readonly image: string | null }> {
    const asked = new URLSearchParams(question.body.toString());
    const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(question.headers.authorization ?? '') ?? [];
    const name = `${region} ${asked.get('Name')}`;
    if (this.#names.has(name)) return { answer: refusal('InvalidAMIName.Duplicate'), image: null };
    const tags = new URLSearchParams({ Action: 'CreateTags', Version: '2016-11-15' });
    for (const [key, value] of [...asked]) {
      const part = /^TagSpecification\.1\.(Tag\..*)$/.exec(key)?.[1];
      if (part) tags.set(part, value);
      if (key.startsWith('TagSpecification')) asked.delete(key);
    }
    const answer = await pass({ ...question, body: Buffer.from(asked.toString()) });
    const image = /<imageId>(ami-[0-9a-f]+)</.exec(answer.body.toString())?.[1] ?? '';
    tags.set('ResourceId.1', image);
    await pass({ ...question, body: Buffer.from(tags.toString()) });
    this.#names.add(name);
    return { answer, image };
  }
}

/** How EC2 refuses. */
export function refusal(code: string, message = 'no'): Answer {
  const body = `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`;
  return { status: 400, headers: { 'content-type': 'text/xml' }, body };
}

// Runs the package oidc-provider, unchanged. It signs one user in by its own pages, and prints "issuer: …" and "token: …" once each. Then each line
// of its input is the address of a sign-in: it signs the user in there, too, and prints "back: …", the address to which the browser is led.
// Ends when its input ends.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

const back = 'https://app.example/back';

const server = createServer((request, response) => callback(request, response));
let callback;
await new Promise((started) => server.listen(0, '127.0.0.1', started));
const issuer = `http://127.0.0.1:${server.address().port}`;
callback = new Provider(issuer, {
  clients: [{
    client_id: 'community-web', redirect_uris: [back], response_types: ['id_token'], grant_types: ['implicit'], token_endpoint_auth_method: 'none',
  }, {
    client_id: 'community-public', redirect_uris: ['https://app.example/app/signed-in'], token_endpoint_auth_method: 'none',
  }, {
    client_id: 'community-secret', redirect_uris: ['https://app.example/app/signed-in'], client_secret: 'a secret: of 100 %',
  }],
  pkce: { required: () => true },
  responseTypes: ['id_token', 'code'],
  conformIdTokenClaims: false,
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  findAccount: async (_, id) => ({
    accountId: id, claims: async () => ({ sub: id, email: `${id}@example.test`, email_verified: true, name: 'Ann Example' }),
  }),
  cookies: { keys: ['for this run'] },
}).callback();

const cookies = new Map();
async function ask(url, form) {
  const answer = await fetch(url, {
    method: form ? 'POST' : 'GET',
    body: form && new URLSearchParams(form),
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    cookies.set(name, value);
  }

  return answer;
}

async function signIn(address) {
  let next = new URL(address);
  for (let step = 0; step < 12 && next.host !== 'app.example'; step++) {
    let answer = await ask(next);
    if (!answer.headers.has('location')) {
      const page = await answer.text();
      const prompt = /name="prompt" value="([^"]+)"/.exec(page)[1];
      const form = prompt === 'login' ? { prompt, login: 'ann', password: 'any' } : { prompt };
      answer = await ask(new URL(/action="([^"]+)"/.exec(page)[1], issuer), form);
    }

    next = new URL(answer.headers.get('location'), issuer);
  }

  return next;
}

const first = await signIn(`${issuer}/auth?${new URLSearchParams({
  client_id: 'community-web', response_type: 'id_token', redirect_uri: back, scope: 'openid email profile', nonce: 'n-real', state: 's',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
})}`);
console.log(`issuer: ${issuer}`);
console.log(`token: ${new URLSearchParams(first.hash.slice(1)).get('id_token')}`);
for await (const line of createInterface({ input: process.stdin })) {
  console.log(`back: ${await signIn(line)}`);
}
process.exit(0);

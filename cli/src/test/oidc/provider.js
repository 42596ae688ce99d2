// An OpenID provider for tests. Prints its issuer, reads the redirect URI of its client from
// standard input, prints "ready", and ends with its input.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const people = {
  'auth0|mona': { tenant: 'acme', permissions: ['read', 'submit', 'control'], roles: ['boss'] },
  stranger: {},
};

const server = createServer();
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));

let ready = false;
for await (const redirectUri of createInterface({ input: process.stdin })) {
  if (ready) continue;
  ready = true;
  const provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
    clients: [
      {
        client_id: 'converge',
        client_secret: 'a secret of a test',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], profile: ['tenant', 'permissions', 'roles'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of a test'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...people[id] }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.url === '/forget') {
      // The browser signs in anew at the next visit.
      response.writeHead(200, { 'clear-site-data': '"cookies"' }).end();
    } else {
      answer(request, response);
    }
  });
  console.log('ready');
}
process.exit(0);

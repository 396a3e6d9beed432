// The pages that mails link to. The link's token is in the fragment, which no server sees; it is removed from the address bar at once.
'use strict';

const main = document.querySelector('main');
const page = main.dataset.page;
const token = takeToken();
let retry = () => {};

function takeToken() {
    const given = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
    if (location.hash) {
        history.replaceState(null, '', location.pathname + location.search);
    }
    return given.length <= 200 ? given : '';
}

/** Shows the sections of one state, and moves a screen reader's attention to the new part. */
function show(state) {
    for (const section of main.querySelectorAll('[data-when]')) {
        section.hidden = !section.dataset.when.split(' ').includes(state);
    }
    for (const button of main.querySelectorAll('button[data-working]')) {
        button.dataset.label ??= button.textContent;
        button.disabled = state === 'working';
        button.textContent = state === 'working' ? button.dataset.working : button.dataset.label;
    }
}

/** Asks the API. Gives the status (0 without an answer) and the JSON, if there is any. */
async function ask(method, path, body) {
    try {
        const answer = await fetch('/api/v1' + path, {
            method,
            headers: body ? { 'Content-Type': 'application/json' } : {},
            body: body && JSON.stringify(body),
            signal: AbortSignal.timeout(20000),
            credentials: 'omit',
            referrerPolicy: 'no-referrer',
        });
        const text = await answer.text();
        return { status: answer.status, json: text && answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : {} };
    } catch {
        return { status: 0, json: {} };
    }
}

/** Handles a form by a function that answers the next state. */
function onSubmit(form, act) {
    form?.addEventListener('submit', async event => {
        event.preventDefault();
        retry = async () => {
            show('working');
            show(await act(form));
        };
        await retry();
    });
}

function fault(input, message) {
    const line = document.getElementById(input.id + '-fault');
    line.textContent = message ?? '';
    line.hidden = !message;
    input.setAttribute('aria-invalid', message ? 'true' : 'false');
    if (message) {
        setTimeout(() => input.focus());
    }
}

const pages = {
    'verify-email'() {
        for (const form of main.querySelectorAll('form')) {
            onSubmit(form, async () => {
                const { status, json } = await ask('POST', '/auth/verify-email', { token });
                return status >= 200 && status < 300 ? 'done' : status === 400 && json.reason === 'invalid_token' ? 'invalid' : 'trouble';
            });
        }
        show(token ? 'ready' : 'missing');
    },

    'reset-password'() {
        const input = main.querySelector('#password');
        const refused = document.getElementById('password-fault').dataset.fault;
        onSubmit(input.form, async () => {
            fault(input);
            const { status, json } = await ask('POST', '/auth/reset-password', { token, password: input.value });
            if (status >= 200 && status < 300) {
                input.value = '';
                return 'done';
            }
            if (status === 400 && json.reason === 'invalid_token') {
                return 'invalid';
            }
            if (status === 400) {
                fault(input, refused);
                return 'ready';
            }
            return 'trouble';
        });
        onSubmit(main.querySelector('[data-asks]'), async form => {
            const { status } = await ask('POST', '/auth/forgot-password', { identifier: form.identifier.value });
            return status >= 200 && status < 300 ? 'asked' : 'trouble';
        });
        show(token ? 'ready' : 'missing');
    },

    async waitlist() {
        const input = main.querySelector('#email');
        onSubmit(input.form, async () => {
            fault(input);
            const { status } = await ask('POST', '/waitlist', { email: input.value.trim(), source: 'waitlist page' });
            if (status === 400) {
                fault(input, document.getElementById('email-fault').dataset.fault);
                return 'missing';
            }
            return status >= 200 && status < 300 ? 'joined' : 'trouble';
        });
        const look = async () => {
            retry = look;
            show('loading');
            const { status, json } = await ask('GET', '/waitlist/status?token=' + encodeURIComponent(token));
            if (status === 200) {
                tell(json);
            }
            show(status === 200 ? 'place' : status === 404 || status === 400 ? 'invalid' : 'trouble');
        };
        await (token ? look() : show('missing'));
    },

    // The code stays in the address, because the address is shown to others.
    async certificate() {
        const input = main.querySelector('#code');
        const code = (new URLSearchParams(location.search).get('code') ?? '').slice(0, 64);
        const withCode = (address, code) => {
            const changed = new URL(address);
            changed.searchParams.set('code', code);
            return changed.href;
        };
        input.form.addEventListener('submit', event => {
            event.preventDefault();
            location.assign(withCode(location.href, input.value.trim()));
        });
        main.querySelector('[data-prints]').addEventListener('click', () => print());
        const look = async () => {
            retry = look;
            show('loading');
            const { status, json } = await ask('GET', '/certificates/' + encodeURIComponent(code));
            if (status === 200) {
                certify(json);
            }
            show(status === 200 ? 'shown' : status === 404 ? 'invalid' : 'trouble');
        };
        if (!code) {
            show('missing');
            return;
        }
        const language = document.querySelector('.language');
        language.href = withCode(language.href, code);
        input.value = code;
        await look();
    },
};

function certify({ code, course_title, display_name, completed_at }) {
    main.querySelector('[data-person]').textContent = display_name;
    main.querySelector('[data-course]').textContent = course_title;
    main.querySelector('[data-code]').textContent = code;
    const day = main.querySelector('[data-completed]');
    const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' }).format(new Date(completed_at));
    day.textContent = day.dataset.completed.replace('{date}', date);
}

function tell({ position, total, subscribed_at }) {
    const language = document.documentElement.lang;
    const number = new Intl.NumberFormat(language);
    const place = main.querySelector('[data-place]');
    place.textContent = place.dataset.place.replace('{position}', number.format(position)).replace('{total}', number.format(total));
    const since = main.querySelector('[data-since]');
    since.hidden = !subscribed_at;
    since.textContent = since.dataset.since.replace('{date}', new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(subscribed_at)));
}

for (const form of main.querySelectorAll('[data-retries]')) {
    form.addEventListener('submit', event => {
        event.preventDefault();
        retry();
    });
}

for (const box of main.querySelectorAll('[data-reveals]')) {
    box.addEventListener('change', () => {
        document.getElementById(box.dataset.reveals).type = box.checked ? 'text' : 'password';
    });
}

// The other language takes the token along.
document.querySelector('.language').addEventListener('click', event => {
    if (token) {
        event.preventDefault();
        location.assign(event.currentTarget.getAttribute('href') + '#token=' + encodeURIComponent(token));
    }
});

// A second link of the same kind, opened in this tab, changes the fragment only.
addEventListener('hashchange', () => {
    if (location.hash) {
        location.reload();
    }
});

pages[page]();

// Fills a running fleet with a believable city, through the SDK: people with portraits, communities, threads, events, courses. The same seed
// makes the same city. Exits 0 when it is there, 1 if something was refused, 2 where it could not begin.
import { createHash, webcrypto } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Badges, Bios, Districts, Emoji, Families, HouseRules, Men, Openers, OtherFamilies, Places, Plans, Replies, Topics, Women } from "./city.mjs";
import { landscape, portrait } from "./picture.mjs";
import { random } from "./random.mjs";

globalThis.crypto ??= webcrypto; // Node 18
const { Community } = await import(new URL("../../sdk/typescript/dist/index.js", import.meta.url).href);

/** The options of the command line; an unknown one ends the program with a sentence. */
function options() {
  try {
    return parseArgs({
      options: {
        url: { type: "string", default: "http://127.0.0.1:8080" },
        data: { type: "string", default: ".data" },
        seed: { type: "string", default: "1" },
        people: { type: "string", default: "400" },
        plan: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}. ./community shows the options.`);
    process.exit(2);
  }
}

const given = options();
const [seed, peopleCount] = [Number(given.seed), Number(given.people)];
if (!Number.isInteger(seed) || seed < 0 || !Number.isInteger(peopleCount) || peopleCount < 40 || peopleCount > 400) {
  console.error("--seed needs a whole number from 0 on, --people one from 40 to 400.");
  process.exit(2);
}

const Password = "three quiet green boats";
const CommunityCount = 40;
const EventCount = 120;
const MessageCount = 2000;
const AtOnce = 12;
const Minute = 60_000;
const Day = 24 * 60 * Minute;

const began = Date.now();
const chosen = random(seed);
const refused = new Map();
const say = (text) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const client = () => new Community({ baseUrl: given.url, maxRetries: 8, timeout: 60_000 });

/** Does something for every element, several at once; a refusal of one ends none of the others and is told at the end. */
async function each(what, items, once, atOnce = AtOnce) {
  const left = [...items];
  let done = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) {
        try {
          await once(item);
          done++;
        } catch (error) {
          const key = `${what}: ${error.status ?? ""} ${error.reason ?? ""} ${error.message}`;
          refused.set(key, (refused.get(key) ?? 0) + 1);
        }
      }
    }),
  );
  say(`${done} ${what}`);
}

/** All random choices are made before the first request, so that the order of answers changes nothing. */
function plan() {
  const names = new Set();
  const people = Array.from({ length: peopleCount }, (_, at) => {
    const isWoman = chosen.chance(0.5);
    const [first, firstArabic] = chosen.pick(isWoman ? Women : Men);
    const [family, familyArabic] = firstArabic ? chosen.pick(Families) : [chosen.pick(OtherFamilies), null];
    // The people of another seed are other people, with the seed in their names.
    const base = `${first}.${family}${seed === 1 ? "" : `.s${seed}`}`.toLowerCase();
    let username = base;
    for (let number = 2; names.has(username); number++) {
      username = `${base}${seed === 1 ? "" : "-"}${number}`;
    }
    names.add(username);
    const isArabic = firstArabic !== null && familyArabic !== null && chosen.chance(0.4);
    const [district, districtArabic] = chosen.pick(Districts);
    const [bio, bioArabic] = chosen.pick(Bios);
    return {
      at,
      username,
      language: isArabic ? "ar" : "en",
      fullName: isArabic ? `${firstArabic} ${familyArabic}` : `${first} ${family}`,
      age: chosen.between(18, 67),
      gender: isWoman ? "female" : "male",
      location: isArabic ? districtArabic : district,
      bio: chosen.chance(0.8) ? (isArabic ? bioArabic : bio) : null,
      interests: chosen.some([...new Set(Topics.map((topic) => topic[2]))], chosen.between(2, 5)),
      badge: chosen.chance(0.7) ? chosen.pick(Badges) : null,
      isOnWeb: chosen.chance(0.3),
      face: { covered: isWoman && isArabic && chosen.chance(0.5), bearded: !isWoman && chosen.chance(0.4) },
      api: client(),
    };
  });

  const communities = Array.from({ length: CommunityCount }, (_, at) => {
    const [name, description, interest, kind, category, language, questions] = Topics[at % Topics.length];
    const [district, districtArabic] = Districts[(at + Math.floor(at / Topics.length)) % Districts.length];
    const speakers = people.filter((person) => language === "en" || person.language === "ar" || chosen.chance(0.1));
    const members = chosen.some(speakers, Math.min(speakers.length, chosen.between(12, 45)));
    return {
      name: at < Topics.length ? name : `${name} – ${language === "ar" ? districtArabic : district}`,
      description,
      interest,
      kind,
      category,
      language,
      visibility: at % 10 === 7 ? "private" : "public",
      color: `#${["39CCB7", "E07A5F", "3D5A80", "81B29A", "F2CC8F", "9B5DE5", "EF476F", "118AB2"][at % 8]}`,
      picture: () => landscape(random(seed * 10_000 + 1000 + at)),
      members,
      questions,
      threads: [],
    };
  });

  const perThread = Math.ceil(MessageCount / communities.reduce((sum, one) => sum + one.questions.length, 0));
  for (const community of communities) {
    for (const title of community.questions) {
      const messages = Array.from({ length: perThread }, (_, at) => {
        const isReply = at > 1 && chosen.chance(0.35);
        return {
          author: chosen.pick(community.members),
          content: chosen.pick((isReply ? Replies : Openers)[community.language]),
          answers: isReply ? chosen.between(0, at - 1) : null,
          reactions: chosen.chance(0.2) ? chosen.some(community.members, chosen.between(1, 4)).map((person) => ({ person, emoji: chosen.pick(Emoji) })) : [],
        };
      });
      community.threads.push({ title, author: chosen.pick(community.members), messages });
    }
  }

  const organizers = people.slice(0, 24);
  const events = Array.from({ length: EventCount }, (_, at) => {
    const [name, description, type, category, interest, language] = Plans[at % Plans.length];
    const [district, districtArabic, latitude, longitude] = chosen.pick(Districts);
    const place = chosen.pick(Places);
    const kind = at < 10 ? "past" : at % 6 === 0 ? "paid" : at % 6 === 1 ? "full" : "open";
    const seats = kind === "full" ? chosen.between(4, 10) : chosen.chance(0.5) ? chosen.between(20, 80) : null;
    return {
      kind,
      // Only the first eight organizers verify an address, which paid events need.
      organizer: organizers[kind === "paid" ? at % 8 : at % organizers.length],
      name: `${name}${at >= Plans.length ? ` – ${language === "ar" ? districtArabic : district}` : ""}`,
      description,
      type,
      category,
      interest,
      place: place[language === "ar" ? 1 : 0],
      latitude: latitude + (chosen.next() - 0.5) / 50,
      longitude: longitude + (chosen.next() - 0.5) / 50,
      seats,
      price: kind === "paid" ? chosen.pick([1000, 1500, 2500, 4000]) : 0,
      inDays: chosen.between(0, 45),
      hour: chosen.between(6, 18),
      hours: chosen.between(1, 4),
      picture: chosen.chance(0.8) ? () => landscape(random(seed * 10_000 + 2000 + at)) : null,
      guests: chosen.some(people.slice(24), kind === "full" ? seats + chosen.between(2, 6) : kind === "paid" ? 2 : chosen.between(3, 20)),
    };
  });

  const pairs = new Map();
  for (let tries = 0; tries < peopleCount * 3; tries++) {
    const [one, other] = [chosen.pick(people), chosen.pick(people)];
    if (one !== other && one.interests.some((interest) => other.interests.includes(interest))) {
      pairs.set([one.at, other.at].sort((a, b) => a - b).join(), { one, other, isAccepted: chosen.chance(0.8), says: chosen.chance(0.3) });
    }
  }
  const learners = chosen.some(people, 60).map((person) => ({ person, course: chosen.next(), modules: chosen.between(1, 3) }));
  return { people, communities, organizers, events, pairs: [...pairs.values()], learners };
}

/** All of a plan as one number: names, texts, and the bytes of each sixteenth picture, as drawing takes long. Two plans with the same number are the same city. */
function digest(city) {
  let pictures = 0;
  const text = JSON.stringify(city, (key, value) => {
    if (typeof value === "function") {
      return pictures++ % 16 === 0 ? createHash("sha256").update(value()).digest("hex") : "picture";
    }
    // The list of people has all of a person; everywhere else the name says which.
    return key === "api" ? undefined : value?.username && !/^\d+$/.test(key) ? value.username : value;
  });
  return createHash("sha256").update(text).digest("hex");
}

/** The addresses of organizers are verified by the mails that a local run writes into its data folder. */
async function verify(people) {
  const folder = join(given.data, "mail");
  const waiting = new Map(people.map((person) => [`${person.username}@city.example`, person]));
  const read = new Set();
  for (let tries = 0; tries < 40 && waiting.size > 0; tries++) {
    for (const file of await readdir(folder).catch(() => [])) {
      if (read.has(file)) {
        continue;
      }
      const text = (await readFile(join(folder, file), "latin1").catch(() => "")).replace(/=\r?\n/g, "").replace(/=3D/g, "=");
      const token = text.match(/verify-email#token=([\w-]+)/)?.[1];
      const person = waiting.get(text.match(/^To:.*?([\w.-]+@city\.example)/im)?.[1]);
      read.add(file);
      if (token && person) {
        await person.api.auth.verifyEmail({ token });
        waiting.delete(`${person.username}@city.example`);
      }
    }
    await pause(250);
  }
  return waiting.size === 0;
}

async function main() {
  const city = plan();
  say(`planned ${city.people.length} people, ${city.communities.length} communities, ${city.events.length} events (seed ${seed})`);
  const { people, communities, organizers, events } = city;
  if (given.plan) {
    console.log(digest(city));
    return 0;
  }

  try {
    await client().auth.login({ identifier: people[0].username, password: Password });
    console.log(`The city of seed ${seed} is there already. Choose another --seed, or start with empty data (./community up --fresh).`);
    return 0;
  } catch (error) {
    if (error.status !== 401) {
      console.error(`No fleet answers at ${given.url}: ${error.message}. ./community up starts one; --url says where it is.`);
      return 2;
    }
  }

  const before = Date.now();
  const joining = each("people", people, async (person) => {
    const { user } = await person.api.auth.register({
      username: person.username,
      password: Password,
      email: `${person.username}@city.example`,
      full_name: person.fullName,
      age: person.age,
      gender: person.gender,
      city: "Dubai",
      region: "Dubai",
      interests: person.interests,
    });
    person.id = user.id;
    await person.api.me.update({ bio: person.bio, location: person.location, identity_badge: person.badge, is_on_web: person.isOnWeb });
    await person.api.me.setPicture(portrait(random(seed * 10_000 + person.at), person.face));
  });
  await joining;
  // Until an event of the past begins, in milliseconds: its guests register before, which takes longer on a busy machine.
  const soon = Math.max(12_000, (6 * AtOnce * (Date.now() - before)) / people.length);
  const isHere = (person) => person.id !== undefined;

  await each("organizers", organizers.filter(isHere), (person) => person.api.me.becomeOrganizer());
  const sells = await verify(organizers.slice(0, 8).filter(isHere));
  if (!sells) {
    say(`No verification mails in ${join(given.data, "mail")}: paid events become free. --data says where the fleet's data is.`);
  }

  await each("communities", communities, async (community) => {
    const [owner, ...others] = community.members.filter(isHere);
    community.members = [owner, ...others];
    const { id } = await owner.api.communities.create({
      kind: community.kind,
      name: community.name,
      description: community.description,
      rules: HouseRules[community.name] ?? null,
      interest: community.interest,
      region: "Dubai",
      tags: [community.interest, community.language === "ar" ? "عربي" : "english"],
      color: community.color,
      visibility: community.visibility,
      ...(community.category ? { category: community.category } : {}),
      is_on_web: community.visibility === "public",
    });
    community.id = id;
    await owner.api.communities.setPicture(id, community.picture());
  });
  const founded = communities.filter((community) => community.id);
  // A circle of a free plan is the sixth for some; they stay out, as they would.
  await each(
    "memberships",
    founded.filter((one) => one.visibility === "public").flatMap((community) => community.members.slice(1).map((person) => ({ community, person }))),
    async ({ community, person }) => {
      try {
        await person.api.communities.join(community.id);
      } catch (error) {
        if (error.status === 402) {
          return;
        }
        throw error;
      }
      (community.joined ??= new Set([community.members[0]])).add(person);
    },
  );

  const now = Date.now();
  let over = now;
  await each("events", events, async (event) => {
    // Drawn before the time is read: the pictures of all who wait take a while.
    const picture = event.picture?.();
    // An event can only be published before it begins: past ones begin and end while the rest of the city is made.
    const isPast = event.kind === "past";
    const starts = isPast ? Date.now() + soon : now + (event.inDays + 1) * Day - (now % Day) + event.hour * 60 * Minute;
    const ends = isPast ? starts + 4000 : starts + event.hours * 60 * Minute;
    if (isPast) {
      over = Math.max(over, ends);
    }
    const { id } = await event.organizer.api.events.create({
      name: event.name,
      description: event.description,
      event_type: event.type,
      category: event.category,
      interests: [event.interest],
      location_name: event.place,
      location_city: "Dubai",
      location_country: "AE",
      region: "Dubai",
      latitude: event.latitude,
      longitude: event.longitude,
      start_datetime: new Date(starts).toISOString(),
      end_datetime: new Date(ends).toISOString(),
      time_zone: "Asia/Dubai",
      is_published: true,
      ...(event.seats ? { max_attendees: event.seats } : {}),
      ...(event.price && sells ? { price_cents: event.price, currency: "USD", price_credits: event.price / 10 } : {}),
    });
    event.id = id;
    if (isPast) {
      await Promise.all(event.guests.filter(isHere).map((guest) => guest.api.events.register(id)));
    }
    if (picture) {
      await event.organizer.api.events.setImage(id, picture);
    }
  });
  await each(
    "registrations",
    events.filter((event) => event.id && event.kind !== "past").flatMap((event) => event.guests.filter(isHere).map((guest) => ({ event, guest }))),
    ({ event, guest }) =>
      guest.api.events.register(event.id).catch((error) => {
        if (error.status !== 402) {
          throw error; // 402 is the order of a paid event: its seat is held for a while
        }
      }),
  );

  const threads = founded.flatMap((community) => community.threads.map((thread) => ({ community, thread })));
  await each("threads", threads, async ({ community, thread }) => {
    const mayWrite = (person) => (community.joined?.has(person) ? person : community.members[0]);
    const { id } = await mayWrite(thread.author).api.threads.create(community.id, { title: thread.title, content: thread.messages[0].content });
    const ids = [];
    for (const message of thread.messages) {
      const replyTo = message.answers === null ? null : ids[message.answers];
      const posted = await mayWrite(message.author).api.threads.post(id, { content: message.content, ...(replyTo ? { reply_to: replyTo } : {}) });
      ids.push(posted.id);
      for (const { person, emoji } of message.reactions.filter(({ person }) => community.joined?.has(person))) {
        await person.api.messages.react(posted.id, emoji);
      }
    }
  });

  await each("connections", city.pairs.filter(({ one, other }) => isHere(one) && isHere(other)), async ({ one, other, isAccepted, says }) => {
    const asked = await one.api.connections.request({ user_id: other.id });
    if (isAccepted) {
      await other.api.connections.accept(asked.id);
      await one.api.users.follow(other.id);
    }
    if (isAccepted && says) {
      await one.api.direct.post(other.id, { content: Openers[one.language][other.at % Openers[one.language].length] });
      await other.api.direct.post(one.id, { content: Replies[other.language][one.at % Replies[other.language].length] });
    }
  });

  const courses = [];
  for await (const course of people[0].api.courses.list()) {
    if (course.price_cents === 0) {
      courses.push(course);
    }
  }
  await each("learners", courses.length ? city.learners.filter(({ person }) => isHere(person)) : [], async ({ person, course, modules }) => {
    const { id } = courses[Math.floor(course * courses.length)];
    await person.api.courses.buy(id);
    const { course: bought } = await person.api.courses.get(id);
    for (const { module_id } of bought.modules.slice(0, modules)) {
      await person.api.courses.progress(id, { module_id, completed: true });
    }
  });

  // The events of the past are over when the city is there.
  await pause(Math.max(0, over - Date.now()));
  for (const [what, count] of refused) {
    console.error(`  ${count} × ${what}`);
  }
  say(`The city is there. Sign in at ${given.url} as ${people[0].username}, ${people[24].username} or any other, password "${Password}".`);
  return refused.size > 0 ? 1 : 0;
}

process.exitCode = await main();

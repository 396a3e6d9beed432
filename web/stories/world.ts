// A small town, so that no screen is empty: for the stories and for the screenshots.
import { call, community, enrol, event, type Made, organizer, type Person, person, say, staff, thread, unique, until } from "./fleet.js";

export interface World {
  reader: Person;
  free: Made;
  paid: Made;
  full: Made;
  community: Made;
  thread: { id: string; title: string };
  /** An event, a community and a discussion of the reader's own. */
  own: Made;
  ownCommunity: Made;
  ownThread: { id: string; title: string };
  /** A person whom the reader is connected with, and writes to. */
  friend: Person;
  /** A person whose profile everyone may read. */
  publicPerson: Person;
  course: { id: string; module: string };
  /** A bot of the reader, with an API token. */
  bot: { id: string };
  /** An administrator. */
  staff: Person;
  /** A seat that the reader has not paid, and its order. */
  unpaid: Made & { order: string };
  /** The code of an invitation to a community. */
  link: string;
}

export async function town(): Promise<World> {
  const amal = await organizer("Amal Haddad");
  const noor = await person("نور سالم");
  const ben = await person("Ben Okafor");
  const lina = await organizer("Lina Weiss");
  const yusuf = await person("يوسف منصور");
  const reader = await organizer("Maya Fernandes");

  const free = await event(amal, "Sunrise walk along the creek", {
    inDays: 2,
    hour: 6,
    description:
      "We meet at the abra station before the city wakes, walk five easy kilometres along the water, and end with karak and fresh bread at the corner bakery.\n\nBring water and a light jacket. Slow walkers set the pace.",
    location_name: "Al Seef abra station",
    latitude: 25.2586,
    longitude: 55.3042,
    location_address: "Al Seef Street",
    max_attendees: 24,
    interests: ["walking", "mornings"],
  });
  const paid = await event(amal, "Wheel and tea: pottery for beginners", {
    inDays: 4,
    hour: 18,
    description: "Clay, tea and patience. You make two bowls; we glaze and fire them, and you take them home the week after.",
    location_name: "Studio Teen, Alserkal Avenue",
    latitude: 25.1425,
    longitude: 55.2256,
    location_address: "Street 8, Al Quoz 1",
    max_attendees: 8,
    price_cents: 14_500,
    currency: "AED",
    interests: ["pottery", "making"],
  });
  const full = await event(lina, "Supper club: seven small plates", {
    inDays: 6,
    hour: 20,
    description: "One long table, seven plates, strangers who leave as friends.",
    location_name: "The rooftop in Deira",
    max_attendees: 1,
    interests: ["food"],
  });
  await event(amal, "نزهة عائلية على الكورنيش", {
    inDays: 3,
    hour: 17,
    description: "نلتقي عند النافورة ونمشي حتى الغروب. أحضروا الأطفال والدراجات.",
    location_name: "كورنيش أبوظبي",
    latitude: 24.4739,
    longitude: 54.336,
    location_city: "Abu Dhabi",
    interests: ["عائلة"],
  });
  const unpaid = await event(amal, "Listening night: oud and piano", {
    inDays: 8,
    hour: 20,
    location_name: "The Courtyard Playhouse",
    price_cents: 9_000,
    currency: "AED",
    max_attendees: 60,
  });
  await event(amal, "Repair café: bring what is broken", { inDays: 9, hour: 11, location_name: "Jameel Arts Centre", max_attendees: 40 });
  await event(amal, "أمسية شعرية مفتوحة", {
    inDays: 11,
    hour: 19,
    location_name: "بيت الشعر",
    location_city: "Sharjah",
    max_attendees: 50,
  });
  await call("POST", `/events/${full.id}/register`, undefined, ben.token);
  for (const one of [noor, ben, lina, yusuf]) {
    await call("POST", `/events/${free.id}/register`, undefined, one.token);
  }

  const riders = await community(amal, "Creek Riders", {
    description: "Easy rides at first light, Fridays and Sundays. Every bicycle is welcome, so is every pace.",
    rules: "- **Lights** before sunrise.\n- We wait for the last one at every crossing.",
    interest: "cycling",
    tags: ["cycling", "mornings"],
    color: "#9C2F48",
    is_on_web: true,
  });
  const gardens = await community(lina, "Balcony gardens", {
    description: "Tomatoes on the 23rd floor, and what to do about the wind.",
    rules: "Seeds are swapped, never sold.",
    interest: "gardening",
  });
  await community(yusuf, "نادي القراءة العربي", { description: "رواية كل شهر ونقاش هادئ على القهوة.", interest: "books" });
  await community(ben, "Sunday football, no experience needed", {
    description: "Two pitches, three levels, one rule: be kind.",
    interest: "football",
  });
  for (const one of [noor, ben, lina, yusuf, reader]) {
    await enrol(one, riders.id);
  }
  await thread(noor, riders.id, "أين نصلح الدراجات؟", "أبحث عن ورشة جيدة قرب القرهود.");
  await thread(ben, riders.id, "Lights that survive the humidity?", "Mine died after one summer. What do you use?");
  const talk = await thread(
    amal,
    riders.id,
    "Friday route: creek to Mamzar and back",
    "**Start** 05:45 at the abra station, 32 km, flat. Coffee at the beach.\n\nWho comes?",
  );
  const lines: [Person, string][] = [
    [ben, "In! I bring the spare tubes this time."],
    [ben, "And [the good pump](https://pumps.example/floor?size=large)."],
    [noor, "سأحضر مع أخي، هل نلتقي عند المحطة؟"],
    [amal, "نعم، عند المدخل الجنوبي. Southern gate, by the clock."],
    [lina, "Is the construction at Al Shindagha finished? Last week we had to walk the last bit."],
    [yusuf, "تم فتح الطريق أمس"],
    [lina, "Perfect. Then I am in as well."],
  ];
  for (const [who, text] of lines) {
    const said = await say(who, talk.id, text);
    if (text.startsWith("Is the construction")) {
      const answer = { content: "It is, since yesterday.", reply_to: said.id, client_id: unique() };
      await call("POST", `/threads/${talk.id}/messages`, answer, ben.token);
    }
  }

  const own = await event(reader, "Board games on the terrace", {
    inDays: 7,
    hour: 18,
    description: "Bring your favourite, learn a new one.",
    location_name: "The terrace at Jaddaf",
    max_attendees: 12,
    interests: ["games"],
  });
  for (const one of [ben, lina]) {
    await call("POST", `/events/${own.id}/register`, undefined, one.token);
  }
  const ownCommunity = await community(reader, "Letters by hand", { description: "Ink, paper, patience.", interest: "writing" });
  await enrol(noor, ownCommunity.id);
  const ownThread = await thread(reader, ownCommunity.id, "Which paper?", "Thick or thin, smooth or rough?");
  for (const one of [reader, amal, ben, noor]) {
    await call("PATCH", "/users/me", { interests: ["cycling", "pottery"], city: "Dubai", region: "Dubai" }, one.token);
  }
  await call("PUT", `/users/${amal.id}/follow`, undefined, reader.token);
  const projects = [
    { name: "A map of shaded streets", url: "https://shade.example", started_on: "2025-03-01", description: "Walks at noon." },
  ];
  for (const one of [reader, amal]) {
    await call("PUT", "/profiles/me/projects", { projects }, one.token);
  }
  await call("PATCH", "/users/me", { bio: "I cook for strangers, and grow what I cook.", is_on_web: true }, lina.token);
  await until(
    () =>
      call("POST", "/connections", { user_id: reader.id }, amal.token).then(
        () => true,
        () => undefined,
      ),
    "a request to connect",
  );
  const pending = await call<{ items: { id: string }[] }>("GET", "/connections/pending", undefined, reader.token);
  await call("POST", `/connections/${pending.items[0]?.id}/accept`, undefined, reader.token);
  await call("POST", "/connections", { user_id: reader.id }, ben.token);
  await until(
    () =>
      call("POST", `/direct/${reader.id}/messages`, { content: "See you on Friday?", client_id: unique() }, amal.token).then(
        () => true,
        () => undefined,
      ),
    "a message to the reader",
  );
  await call("POST", `/direct/${amal.id}/messages`, { content: "At the southern gate!", client_id: unique() }, reader.token);
  // The answer is that it has to be paid first.
  await call("POST", `/events/${unpaid.id}/register`, undefined, reader.token).catch(() => undefined);
  const { order_id: order } = await call<{ order_id: string }>("GET", `/events/${unpaid.id}/status`, undefined, reader.token);
  const link = await call<{ code: string }>("POST", `/communities/${gardens.id}/links`, {}, lina.token);
  const bot = await call<{ id: string }>(
    "POST",
    "/bots",
    { username: `weather-${unique()}`, full_name: "Weather", bio: "Says every morning whether the walk takes place." },
    reader.token,
  );
  const expires = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const scopes = ["communities:read", "messages:write"];
  await call("POST", `/bots/${bot.id}/tokens`, { name: "Script at home", scopes, expires_at: expires }, reader.token);
  const courses = await call<{ items: { id: string; price_cents: number }[] }>("GET", "/courses?limit=50", undefined, reader.token);
  const course = courses.items.find((one) => one.price_cents === 0) ?? courses.items[0];
  const detail = await call<{ course: { modules: { module_id: string; is_preview: boolean }[] } }>(
    "GET",
    `/courses/${course?.id}`,
    undefined,
    reader.token,
  );
  const module = (detail.course.modules.find((one) => one.is_preview) ?? detail.course.modules[0])?.module_id ?? "";
  await until(async () => {
    const page = await call<{ items: unknown[] }>("GET", "/discover/people?limit=3", undefined, reader.token);
    const notices = await call<{ items: unknown[] }>("GET", "/notifications?limit=3", undefined, reader.token);
    const feed = await call<{ items: unknown[] }>("GET", "/feed?limit=3", undefined, reader.token);
    return page.items.length > 0 && notices.items.length > 0 && feed.items.length > 0 ? true : undefined;
  }, "people, notices and a feed for the reader");
  return {
    reader,
    free,
    paid,
    full,
    community: riders,
    thread: talk,
    own,
    ownCommunity,
    ownThread,
    friend: amal,
    publicPerson: lina,
    course: { id: course?.id ?? "", module },
    bot,
    staff: await staff("Samira Nasser", "admin"),
    unpaid: { ...unpaid, order },
    link: link.code,
  };
}

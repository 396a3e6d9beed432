// Icons on a field of 24, drawn with one line of 1.75. Those that point somewhere are mirrored where the text runs from the right.
const paths = {
  compass: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15.5 8.5l-2 5-5 2 2-5z",
  ticket: "M4 6.5h16v3.2a2.3 2.3 0 0 0 0 4.6v3.2H4v-3.2a2.3 2.3 0 0 0 0-4.6zM14 7v2M14 11v2M14 15v2",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.8 19.5c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5M15.5 4.9a3.5 3.5 0 0 1 0 6.3M17.5 14.9c2 .7 3.3 2.3 3.7 4.6",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20c.8-3.6 3.6-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  search: "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4 4",
  calendar: "M4.5 6h15v13.5h-15zM4.5 10.5h15M8.5 3.5v4M15.5 3.5v4",
  pin: "M12 21c4.3-4.6 6.5-8 6.5-11a6.5 6.5 0 0 0-13 0c0 3 2.2 6.4 6.5 11zM12 12.2a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  share: "M12 14.5V4M8 7.5L12 3.5l4 4M5 12.5v7h14v-7",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  forth: "M5 12h14M13 6l6 6-6 6",
  back: "M19 12H5M11 6l-6 6 6 6",
  send: "M4.5 5l15 7-15 7 2.5-7zM7 12h6",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  map: "M4 6.5l5-2 6 2 5-2v13l-5 2-6-2-5 2zM9 4.5v13M15 6.5v13",
  retry: "M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 4v4h-4",
  chat: "M4 5h16v11h-9l-4.5 4v-4H4z",
  lock: "M6 10.5h12v9.5H6zM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5",
  star: "M12 3.5l2.3 2.2 3.2-.2.2 3.2L20 11l-2.3 2.3-.2 3.2-3.2.2L12 19l-2.3-2.3-3.2-.2-.2-3.2L4 11l2.3-2.3.2-3.2 3.2.2z",
  out: "M13.5 4.5h6v6M19.5 4.5L11 13M9.5 5.5h-5v14h14v-5",
  down: "M12 5v14M6 13l6 6 6-6",
  warning: "M12 4l9 16H3zM12 10v4.5M12 17.2v.3",
  away: "M4 4l16 16M8.5 8.7A9.5 9.5 0 0 0 4 11.2M12 7.8c3 0 5.8 1.2 8 3.4M7 14.5a7 7 0 0 1 3.5-2M12 18.5v.3",
  bell: "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4",
  more: "M5 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zM12 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zM19 11.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4z",
  wallet: "M4 7h14.5V5H6a2 2 0 0 0-2 2v10a2 2 0 0 0 2 2h14V9H4M16 14h.01",
  spark: "M12 3.5l2 6.5 6.5 2-6.5 2-2 6.5-2-6.5L3.5 12 10 10z",
  book: "M4.5 5h5.5a2 2 0 0 1 2 2v12a2 2 0 0 0-2-1.5H4.5zM19.5 5H14a2 2 0 0 0-2 2v12a2 2 0 0 1 2-1.5h5.5z",
  panel: "M4 5h16v14H4zM14.5 5v14",
  gear: "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM12 3.5v2.3M12 18.2v2.3M3.5 12h2.3M18.2 12h2.3M6 6l1.6 1.6M16.4 16.4L18 18M18 6l-1.6 1.6M7.6 16.4L6 18",
  smile: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M9 9.5v.3M15 9.5v.3",
  reply: "M10 6l-6 6 6 6M4 12h9a6 6 0 0 1 6 6",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5",
  clip: "M19 11l-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.2a3 3 0 0 1 4.3 4.3L9.6 16.2a1.5 1.5 0 0 1-2.1-2.1l7-7",
  flag: "M6 21V4.5h12l-2.5 4 2.5 4H6",
  block: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12",
  copy: "M8.5 8.5h11v11h-11zM5.5 15.5h-1v-11h11v1",
  link: "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1",
  camera: "M4 8h4l1.5-2.5h5L16 8h4v11H4zM12 16.2a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  bot: "M5.5 9h13v10h-13zM12 9V5.5M12 4.6v.3M9.3 13v1.4M14.7 13v1.4M3 12.5v3M21 12.5v3",
  chart: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  shield: "M12 3.5l7 2.5v5.5c0 4.3-2.8 7.4-7 9-4.2-1.6-7-4.7-7-9V6z",
  phone: "M6.5 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3a2 2 0 0 1-2 2A15.5 15.5 0 0 1 4.5 6a2 2 0 0 1 2-2z",
  hangup:
    "M3.5 14.5c0-2 4-4.5 8.5-4.5s8.5 2.5 8.5 4.5v1.5a1 1 0 0 1-1.2 1l-3-.7a1 1 0 0 1-.8-1V13.4a12 12 0 0 0-7 0v1.9a1 1 0 0 1-.8 1l-3 .7a1 1 0 0 1-1.2-1z",
  mic: "M12 4a2.8 2.8 0 0 0-2.8 2.8v4.4a2.8 2.8 0 0 0 5.6 0V6.8A2.8 2.8 0 0 0 12 4zM6 11a6 6 0 0 0 12 0M12 17v3.5",
  micOff:
    "M9.2 9.2v2a2.8 2.8 0 0 0 4.5 2.2M14.8 10.5V6.8a2.8 2.8 0 0 0-5.3-1.2M6 11a6 6 0 0 0 9.5 4.9M18 11c0 1-.2 1.8-.6 2.6M12 17v3.5M4 4l16 16",
  video: "M4 7h10.5v10H4zM14.5 10.8L20 7.5v9l-5.5-3.3z",
  videoOff: "M8.5 7h6v6M14.5 10.8L20 7.5v9l-2-1.2M13.5 17H4V7h.5M4 4l16 16",
  grow: "M13.5 4.5h6v6M19.5 4.5l-7 7M10.5 19.5h-6v-6M4.5 19.5l7-7",
  shrink: "M19.5 10.5h-6v-6M13.5 10.5l6-6M4.5 13.5h6v6M10.5 13.5l-6 6",
  sound: "M4.5 9.5h3.5l4.5-4v13l-4.5-4H4.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11",
  soundOff: "M4.5 9.5h3.5l4.5-4v13l-4.5-4H4.5zM16 9.5l5 5M21 9.5l-5 5",
} as const;

export type IconName = keyof typeof paths;
const mirrored = new Set<IconName>(["forth", "back", "send", "chat", "reply", "out", "panel"]);

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={mirrored.has(name) ? "icon mirrored" : "icon"}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}

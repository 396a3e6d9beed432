import { qrCode } from "./qr-code.js";

/** Light modules round the code, as its standard asks. */
const Quiet = 4;

/** A text as a QR code, dark on white in every scheme. */
export function Qr({ text, label }: { text: string; label: string }) {
  const modules = qrCode(text);
  const size = modules.length + 2 * Quiet;
  const path = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + Quiet} ${y + Quiet}h1v1h-1z` : ""))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={`M0 0h${size}v${size}H0z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

import type { Schemas } from "@community/sdk";
import { useSignal } from "@preact/signals";
import { useAct } from "../app/act.js";
import { api } from "../app/api.js";
import { Button } from "../ui/button.js";
import { Dialog } from "../ui/dialog.js";
import { PickOne, TextArea } from "../ui/field.js";
import { catalogue } from "../words/words.js";
import { useDraft } from "./draft.js";

export const reportWords = catalogue({
  en: {
    report: "Report",
    title: "What is wrong?",
    lead: "Moderators look at it. The person does not learn your name.",
    reason: "Reason",
    details: "What should they know?",
    send: "Send the report",
    sent: "Thank you. A moderator looks at it.",
    reasons: {
      spam: "Spam",
      harassment: "Harassment",
      hate: "Hate",
      violence: "Violence",
      nudity: "Nudity",
      self_harm: "Self-harm",
      scam: "Scam",
      illegal: "Against the law",
      other: "Something else",
    },
  },
  ar: {
    report: "أبلغ",
    title: "ما المشكلة؟",
    lead: "ينظر فيه المشرفون، ولا يعرف الشخص من أبلغ عنه.",
    reason: "السبب",
    details: "ماذا ينبغي أن يعرفوا؟",
    send: "أرسل البلاغ",
    sent: "شكرًا. سينظر فيه أحد المشرفين.",
    reasons: {
      spam: "رسائل مزعجة",
      harassment: "مضايقة",
      hate: "كراهية",
      violence: "عنف",
      nudity: "عري",
      self_harm: "إيذاء النفس",
      scam: "احتيال",
      illegal: "مخالف للقانون",
      other: "شيء آخر",
    },
  },
});

/** Tells moderators of a content. */
export function Report({ type, id, onClose }: { type: Schemas["ReportedContent"]; id: string; onClose: () => void }) {
  const texts = reportWords.value;
  const reason = useSignal<Schemas["ReportReason"]>("spam");
  const { text: details, write, clear } = useDraft(`report/${type}/${id}`);
  const { isBusy, run } = useAct();
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <p class="soft">{texts.lead}</p>
      <PickOne
        label={texts.reason}
        value={reason.value}
        options={Object.entries(texts.reasons)}
        onValue={(value) => {
          reason.value = value as Schemas["ReportReason"];
        }}
      />
      <TextArea label={texts.details} value={details.value} rows={3} maxLength={2000} onValue={write} />
      <Button
        kind="primary"
        isWide
        isBusy={isBusy.value}
        onClick={async () => {
          const body = { content_type: type, content_id: id, reason: reason.value, details: details.value.trim() || null };
          if (await run(() => api.reports.create(body), texts.sent)) {
            clear();
            onClose();
          }
        }}
      >
        {texts.send}
      </Button>
    </Dialog>
  );
}

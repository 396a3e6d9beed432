using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using Community.Companion.Conversation.Guide;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Offline;

/// <summary>A request to the offline companion.</summary>
/// <param name="Text">The person's message.</param>
/// <param name="RecentAnswers">
/// The companion's last answers in this conversation, oldest first: none is repeated while there is another.
/// </param>
/// <param name="Seed">
/// Chooses among suitable answers: the same request with the same seed gets the same answer. The message's id is a good one.
/// </param>
internal sealed record OfflineRequest(string Text, IReadOnlyList<string> RecentAnswers, Guid Seed)
{
    /// <summary>
    /// The person's earlier messages in this conversation, oldest first: names, plans and feelings are taken up from them.
    /// </summary>
    public IReadOnlyList<string> EarlierMessages { get; init; } = [];

    /// <summary>Whether the last answer told how the platform works, or showed things of it.</summary>
    public bool IsAfterGuidance { get; init; }

    /// <summary>The newest note of a check-in, if there is one of the last weeks.</summary>
    public PastNote? Note { get; init; }
}

/// <summary>
/// Answers by reflective listening if no model can be asked: it takes up the person's words, names the feeling in them and asks one open
/// question or offers one small step. It remembers the conversation: names, earlier statements, plans, and the feeling that a short answer
/// belongs to. All its answers are in <c>english.txt</c>, <c>topics-english.txt</c>, <c>memory-english.txt</c> and the Arabic files; the
/// situations, feelings and topics that it recognizes are in <c>situations.txt</c> and <c>topics.txt</c>. One instance serves all requests
/// at once. It does not handle crises: <see cref="CrisisDetector"/> is asked before.
/// </summary>
internal sealed partial class OfflineCompanion
{
    /// <summary>A greeting with more words tells something, too.</summary>
    private const int MostOfAGreeting = 4;

    private const int LongestIntroduction = 8;

    /// <summary>A text about an answer has at most so many words.</summary>
    private const int MostOfAnAside = 8;

    /// <summary>A question about the companion with so few words is about nothing else: "who are you anyway".</summary>
    private const int MostOfAQuestion = 4;

    /// <summary>A longer text that names nothing has a subject of its own, unless it begins with a word for the last one.</summary>
    private const int MostOfARemark = 6;

    /// <summary>A shorter request for advice is about the last subject: "do I confront him".</summary>
    private const int MostOfAnAdvice = 5;

    /// <summary>A shorter question is about the last answer: "how do I start?".</summary>
    private const int ShortestHowTo = 3;

    /// <summary>How far back a feeling or a topic still is the thread of the conversation, and of a text that names nothing.</summary>
    private const int Back = 6;

    private const int Near = 3;

    /// <summary>From this likeness on a text has the subject of the sample, whatever its single words are.</summary>
    private const float Surely = 0.68f;

    /// <summary>From this likeness on, if its words name no feeling.</summary>
    private const float Likely = 0.64f;

    /// <summary>From this likeness on, if its words name nothing.</summary>
    private const float Probably = 0.5f;

    /// <summary>Arabic is read word for word, so that other texts seem nearer than they are.</summary>
    private const float OfArabic = 0.04f;

    /// <summary>From this likeness on, if its words name the same less exactly.</summary>
    private const float Possibly = 0.42f;

    /// <summary>A text that is so much nearer to something else is not about the topic that one of its words names.</summary>
    private const float Farther = 0.15f;

    /// <summary>The same, if it is not near to the topic at all.</summary>
    private const float Far = 0.3f;

    private const string Help = "help.";
    private const string Finding = "find.";

    private readonly Dictionary<string, Repertoire> _repertoires = new(StringComparer.Ordinal)
    {
        [Languages.English] = Repertoire.Load(Languages.English),
        [Languages.Arabic] = Repertoire.Load(Languages.Arabic),
    };

    private readonly Dictionary<string, FrozenDictionary<string, string>> _memory = new(StringComparer.Ordinal)
    {
        [Languages.English] = Sections.Read("Offline.memory-english.txt"),
        [Languages.Arabic] = Sections.Read("Offline.memory-arabic.txt"),
    };

    private readonly CrisisRules _heard = CrisisRules.Load("Safety.Rules.spellings.txt", "Offline.situations.txt", "Offline.topics.txt");
    private readonly FrozenSet<string> _topics = Embedded
        .Lines("Offline.topics.txt")
        .Select(line => line.Split(' '))
        .Where(line => line is ["rule", _, "topic", ..])
        .Select(line => Plain(line[1]))
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly CrisisDetector _detector;

    public OfflineCompanion()
        : this(new CrisisDetector()) { }

    public OfflineCompanion(CrisisDetector detector) => _detector = detector;

    /// <summary>The language of the answer to a text: <c>ar</c> or <c>en</c>.</summary>
    public static string LanguageOf(string text) => Languages.Of(text) == Languages.Arabic ? Languages.Arabic : Languages.English;

    /// <summary>Two or three sentences in the person's language (Arabic or English), or a list of ideas, if one is asked for.</summary>
    public string Answer(OfflineRequest request)
    {
        var language = LanguageIn(request.Text, request.EarlierMessages);
        var heard = Hear(request.Text, isArabizi: language == Languages.Arabic);
        var said = new Talk(request, language, InContext(heard.Name, request, language), Chance(request));
        var answers = Foreign(said)
            .Concat(Sum(said))
            .Concat(Recalled(said))
            .Concat(Remembered(said))
            .Concat(Situated(said))
            .Concat(FollowedUp(said))
            .Concat(Advised(said))
            .Concat(Continued(said))
            .Concat(Taken(said, heard.IsFeeling, heard.IsStrong))
            .Concat(Answers(_repertoires[said.Language].To(Repertoire.Neutral), isStrong: false, [], request.RecentAnswers, said.Chance));
        if (WantsNoQuestions(said))
        {
            answers = answers.OrderBy(answer =>
                answer.Contains('?', StringComparison.Ordinal) || answer.Contains('؟', StringComparison.Ordinal)
            );
        }

        return answers.FirstOrDefault(answer => !request.RecentAnswers.Contains(answer, StringComparer.Ordinal))
            ?? answers.First(answer => answer != request.RecentAnswers[^1]);
    }

    /// <summary>
    /// The language of the answer in a conversation: a few Latin words without English ones go on in Arabic, if the person wrote Arabic
    /// or Arabizi just before.
    /// </summary>
    /// <param name="text">The person's message.</param>
    /// <param name="earlier">Their earlier messages, oldest first.</param>
    public static string LanguageIn(string text, IReadOnlyList<string> earlier) =>
        LanguageOf(text) == Languages.Arabic || (Languages.MayBeArabizi(text) && earlier.TakeLast(1).All(IsArabicOrArabizi))
            ? Languages.Arabic
            : Languages.English;

    private static bool IsArabicOrArabizi(string text) => LanguageOf(text) == Languages.Arabic || Languages.MayBeArabizi(text);

    /// <summary>Whether nothing that was said answers a question, and it may be one about the platform.</summary>
    /// <param name="text">The person's message.</param>
    /// <param name="said">Their earlier messages, oldest first.</param>
    public bool IsOpenQuestion(string text, IReadOnlyList<string> said) =>
        Hear(text).Name == "question" && !Arithmetic.IsAsked(text) && FromMemory(text, said) is null && !Recall.IsAskedOfOneself(text);

    /// <summary>The earlier sentence that a question asks for, or null.</summary>
    public string? FromMemory(string text, IReadOnlyList<string> said) =>
        Recall.AsksForEarlier(Readable(text)) is { Length: > 0 } asked
            ? Recall.FindByMeaning(asked, said, IsQuotable) ?? Recall.Find(text, said, IsQuotable)
        : Recall.IsAsked(text) ? Recall.Find(text, said, IsQuotable) ?? ByMeaning(text, said)
        : ConversationMemory.IsQuestion(text) && Recall.IsOfThePast(Readable(text)) ? ByMeaning(text, said)
        : null;

    /// <summary>The earlier sentence about the same as a question about something past, which only the person can know.</summary>
    private string? ByMeaning(string text, IReadOnlyList<string> said) =>
        Recall.IsOfThePast(Readable(text)) ? Recall.FindByMeaning(Readable(text), said, IsQuotable, Recall.Close) : null;

    /// <summary>A sentence that names a heavy feeling in a text, for an answer that is about something else; null: there is none.</summary>
    /// <param name="text">The person's message.</param>
    /// <param name="recent">The companion's last answers.</param>
    public string? HeavyFeelingIn(string text, IReadOnlyList<string> recent) =>
        Hear(text) is { IsFeeling: true, Name: not ("joy" or "gratitude" or "pride" or "hope" or "calm") } heard
            ? Fresh(_repertoires[LanguageOf(text)].To(heard.Name).Reflections, recent, (uint)text.Length)[0]
            : null;

    /// <summary>The topic of a text: the name of a situation, a feeling, or something that people talk about.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isArabizi">Whether Latin letters are read as Arabic, because the conversation is.</param>
    internal (string Name, bool IsFeeling, bool IsStrong) Hear(string text, bool isArabizi = false)
    {
        var heard = HearWords(text, isArabizi);
        if (IsCertain(heard.Name) || (heard.Name == "human" && text.Split(' ').Length <= MostOfAQuestion) || AsksWho().IsMatch(text))
        {
            return heard;
        }

        var near = Meanings(text, isArabizi);
        return near is [var best, ..]
            && !IsTopic(best.Name)
            && best.Score >= Needed(best.Name, heard, near, text.Split(' ').Length)
            && (!IsAsked(best.Name) || ConversationMemory.IsQuestion(text) || Recall.IsRequest(text) || Addressed().IsMatch(text))
                ? (best.Name, false, false)
            : IsUnlikely(heard.Name, near) ? (Repertoire.Neutral, false, false)
            : heard;
    }

    /// <summary>
    /// The least likeness with which the meaning of a text counts more than its words: less if its words say nothing, or
    /// the same less exactly, or something that its meaning is far from.
    /// </summary>
    private float Needed(string name, (string Name, bool IsFeeling, bool IsStrong) heard, List<Likeness> near, int words)
    {
        var own = near.Find(one => one.Name == heard.Name);
        return name.StartsWith("grief-", StringComparison.Ordinal) && heard.Name != "grief" ? Surely
            : name.StartsWith($"{heard.Name}-", StringComparison.Ordinal) ? (heard.IsFeeling ? Likely : Probably)
            : name is "asks-view" or "asks-fewer" || (heard.Name == "advice" && words > MostOfAnAdvice) ? Probably
            : heard.Name is "joy" or "pride" or "hope" or "calm" or "gratitude" && !name.StartsWith("joy-", StringComparison.Ordinal)
                ? Likely
            : heard.IsStrong || heard.IsFeeling ? Surely
            : heard.Name is Repertoire.Neutral or "question" or "short" or "laugh"
                ? (words > ShortestHowTo && Samples.IsClear(near) ? Possibly : Probably)
            : own.Name is not null && (IsTopic(heard.Name) || heard.Name == "human") && near[0].Score - own.Score > Farther ? Probably
            : IsTopic(heard.Name) ? Likely
            : Surely;
    }

    /// <summary>Requests that are never made by telling something.</summary>
    private static bool IsAsked(string name) => name is "asks-relative" or "asks-draft" or "asks-memory" or "human" or "human-inner";

    /// <summary>The names that a text is near to in its meaning, the nearest first; none for a single word.</summary>
    private static List<Likeness> Meanings(string text, bool isArabizi = false) =>
        text.Trim().Contains(' ', StringComparison.Ordinal)
            ?
            [
                .. Samples
                    .Delivered.Nearest(Readable(Laughter().Replace(WithoutDenied(text), " "), isArabizi))
                    .Where(IsTalk)
                    .Select(one => Weighed(one, text)),
            ]
            : [];

    private static Likeness Weighed(Likeness one, string text) =>
        LanguageOf(text) == Languages.Arabic ? one with { Score = one.Score - OfArabic } : one;

    /// <summary>Whether a topic that a word names is not what the text is about: "the dog ate my notes" is not about food.</summary>
    private bool IsUnlikely(string topic, List<Likeness> near) =>
        IsTopic(topic)
        && near.Find(one => one.Name == topic) is { Name: not null, Score: < Far } own
        && (IsSituation(near[0].Name) || near[0].Name == "asks-relative")
        && near[0].Score > Probably
        && near[0].Score - own.Score > Farther;

    private static bool IsTalk(Likeness one) =>
        !one.Name.StartsWith(Help, StringComparison.Ordinal)
        && !one.Name.StartsWith(Finding, StringComparison.Ordinal)
        && one.Name != RequestReader.Elsewhere;

    /// <summary>Requests and situations that words tell better than the meaning.</summary>
    private static bool IsCertain(string heard) =>
        heard
            is "other-language"
                or "gibberish"
                or "irony"
                or "medical"
                or "others-trouble"
                or "illness"
                or "introduces"
                or "corrects"
                or "vents"
                or "asks-name"
                or "asks-who"
                or "asks-ideas"
                or "advice-words"
                or "human-self"
                or "human-belief"
                or "asks-ruling"
                or "asks-kind"
                or "asks-recommend"
                or "boredom"
                or "team-lost"
                or "asks-agreed"
                or "asks-earlier"
                or "asks-told"
                or "asks-fact"
                or "asks-shorter"
                or "asks-language"
                or "asks-suggested"
                or "yes"
                or "no"
                or "dont-know";

    /// <summary>Whether it is something that people talk about, recognized by a word.</summary>
    private bool IsTopic(string heard) => _topics.Contains(heard);

    /// <summary>Whether it is a situation: it has opinions, and advice that can be done.</summary>
    private bool IsSituation(string heard) => _repertoires[Languages.English].To(heard).Views.Count > 0;

    /// <summary>The topic of a text by its words alone.</summary>
    private (string Name, bool IsFeeling, bool IsStrong) HearWords(string text, bool isArabizi)
    {
        if (!isArabizi && Languages.Of(text) == Languages.Other)
        {
            return ("other-language", false, false);
        }

        if (AsksWho().IsMatch(text))
        {
            return ("question", false, false);
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var hits = _heard.Read(Readable(text, isArabizi));
        var found = hits.Where(hit => hit.Rule.Role == "rule").ToList();

        // A longer phrase is more specific: «not happy» is no joy. Of equal ones the order of the file decides, the rarer feeling first.
        var feeling = Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling"));
        var situation = Best(found.Where(hit => hit.Rule.Arguments[0] == "situation"));
        var topic = Best(found.Where(hit => hit.Rule.Arguments[0] == "topic"));
        var asked = Best(found.Where(hit => hit.Rule.Arguments[0] == "asks"));
        var isStrong = hits.Any(hit => hit.Rule.Role == "raise");

        // Praise of a mishap is irony.
        var ironic = found
            .Where(hit => hit.Rule.Arguments[0] is "irony" or "mishap")
            .Select(hit => hit.Rule.Arguments[0])
            .ToHashSet(StringComparer.Ordinal);
        if (ironic.Count > 1 || (ironic.Contains("mishap") && feeling is "joy"))
        {
            return ("irony", false, false);
        }

        // Laughter about an answer ("that was terrible lol") is no sadness; about oneself it may be.
        if (
            words.Length <= MostOfAnAside
            && asked is null
            && !IsAboutOneself(words)
            && found.Exists(hit => hit.Rule.Arguments[0] == "laughs")
        )
        {
            return ("laugh", false, false);
        }

        return situation switch
        {
            "human" or "human-inner" or "human-self" or "human-belief" or "human-name" or "medical" or "others-trouble" => (
                situation,
                false,
                false
            ),
            "asks-ruling" or "asks-kind" or "asks-recommend" or "boredom" or "team-lost" => (situation, false, false),
            _ when feeling is "joy" or "pride" or "hope" && AsksFact().IsMatch(text) && !IsAboutOneself(words) => (
                "question",
                false,
                false
            ),
            _ when asked is not null && (feeling is null || IsAboutAnswers(asked, words)) => (asked, false, false),
            "greeting" or "thanks" or "goodbye" when topic is not null && feeling is null && words.Length > MostOfAGreeting => (
                topic,
                false,
                false
            ),
            not null when feeling is null || feeling is "joy" or "gratitude" => (situation, false, false),
            "advice" or "advice-words" => (situation, false, false),
            _ when feeling is not null => (feeling, true, isStrong),
            _ when !text.Any(char.IsLetter) => ("short", false, false),
            _ when IsGibberish(words) => ("gibberish", false, false),
            _ when (ConversationMemory.IsQuestion(text) || AsksFact().IsMatch(text))
                    && words.Length > 2
                    && !IsAboutOneself(words)
                    && !AsksWhy().IsMatch(text) => ("question", false, false),
            _ when topic is not null => (topic, false, false),
            _ when words.Length < 3 => ("short", false, false),
            _ => (Repertoire.Neutral, false, false),
        };
    }

    /// <summary>The topic of a text after the last answers and messages.</summary>
    internal string HearAfter(string text, IReadOnlyList<string> answers, IReadOnlyList<string> said) =>
        InContext(Hear(text).Name, new(text, answers, Guid.Empty) { EarlierMessages = said }, LanguageOf(text));

    /// <summary>Whether a text is about the companion or its answers, so that a word of a feeling in it is about these.</summary>
    private static bool IsAboutAnswers(string asked, string[] words) =>
        asked.StartsWith("asks-", StringComparison.Ordinal)
        || asked is "corrects" or "vents" or "okay" or "yes" or "no"
        || (asked is "chooses" or "insult" && words.Length <= MostOfAnAside);

    /// <summary>The result of a sum, or that it is not done here.</summary>
    private IEnumerable<string> Sum(Talk talk) =>
        Arithmetic.Answer(talk.Request.Text) is { } sum ? Lines(talk, "sum", ("sum", sum))
        : Arithmetic.IsAsked(talk.Request.Text) ? Lines(talk, "no-sum")
        : [];

    /// <summary>One sentence in another language that says which two are understood; in English where the language is not known.</summary>
    private IEnumerable<string> Foreign(Talk talk) =>
        talk.Heard == "other-language" && ForeignSentences.For(talk.Request.Text) is { } sentence
            ? [sentence, $"{sentence} {_repertoires[Languages.English].To("other-language").Reflections[1]}"]
            : [];

    /// <summary>The earlier words of the person, to a question about them. No question is quoted.</summary>
    private IEnumerable<string> Recalled(Talk talk)
    {
        var said = talk.Request.EarlierMessages;
        if (
            talk.Heard is "asks-name" or "asks-who"
            || (talk.Heard == "asks-relative" && ConversationMemory.RelativeIn(talk.Request.Text, said).Name is not null)
        )
        {
            return [];
        }

        return FromMemory(talk.Request.Text, said) is { } fact ? Lines(talk, "fact", ("words", fact))
            : (talk.Heard is "question" or Repertoire.Neutral or "asks-fact" || IsSituation(talk.Heard))
            && Recall.IsAskedOfOneself(talk.Request.Text)
                ? Lines(talk, "no-fact")
            : [];
    }

    /// <summary>Answers from the memory: to questions about it, to a name, and to a request for ideas.</summary>
    private IEnumerable<string> Remembered(Talk talk)
    {
        var said = talk.Request.EarlierMessages;
        switch (talk.Heard)
        {
            case "introduces" when ConversationMemory.NameIn([talk.Request.Text]) is { } name:
                return Lines(talk, "meet", ("name", name));
            case Repertoire.Neutral or "asks-relative" when ConversationMemory.NameOfOther(talk.Request.Text) is { } name:
                return Lines(talk, "noted", ("name", name));
            case "asks-name":
                return ConversationMemory.NameIn(said) is { } own ? Lines(talk, "name", ("name", own)) : Lines(talk, "no-name");
            case "asks-relative":
                var (who, relative) = ConversationMemory.RelativeIn(talk.Request.Text, said);
                return relative is null ? Lines(talk, "no-relative")
                    : who.Length == 0 ? Lines(talk, "known", ("name", relative))
                    : Lines(talk, "relative", ("who", who), ("name", relative));
            case "asks-earlier" when JustNow().IsMatch(talk.Request.Text) && said.Count > 0 && IsQuotable(said[^1]):
                return Lines(talk, "earlier", ("words", ConversationMemory.Quotable(said[^1])));
            case "asks-earlier":
                return ConversationMemory.LastIn(said, talk.Request.Text, IsQuotable) is { } last
                    ? Lines(talk, "earlier", ("words", last))
                    : Lines(talk, "no-earlier");
            case "asks-agreed":
                return talk.Request.Note is { } note && IsQuotable(note.Words)
                        ? Lines(
                            talk,
                            "agreed",
                            ("day", ConversationMemory.DayIn(note.Day, talk.Language)),
                            ("words", ConversationMemory.Quotable(note.Words))
                        )
                    : ConversationMemory.PlanIn(said, IsQuotable) is { } plan ? Lines(talk, "plan", ("words", Turned(plan, talk.Language)))
                    : Lines(talk, "no-plan");
            case "asks-ideas":
                return Ideas(talk, ConversationMemory.CountIn(talk.Request.Text));
            case "asks-who" when ConversationMemory.PersonIn(talk.Request.Text, said) is var (known, relation):
                return relation.Length > 0
                    ? Lines(talk, "who", ("name", known), ("who", Yours(relation)))
                    : Lines(talk, "named", ("name", known));
            case "asks-fact" when ConversationMemory.FactIn(talk.Request.Text, said, IsQuotable) is { } fact:
                return Lines(talk, "fact", ("words", fact));
            case "asks-fact":
                return Lines(talk, "no-fact");
            default:
                return [];
        }
    }

    /// <summary>Answers to texts about the companion's own last answer: shorter, something else, one of its ideas.</summary>
    private IEnumerable<string> FollowedUp(Talk talk)
    {
        var answers = talk.Request.RecentAnswers;
        switch (talk.Heard)
        {
            case "thanks" when talk.Request.IsAfterGuidance:
                return Lines(talk, "thanks-guidance");
            case "asks-shorter":
                return EarlierAnswers.Shortened(answers) is { } core ? Lines(talk, "shorter", ("words", core)) : [];
            case "asks-how" when answers.Count > 0:
                return HowTo(talk);
            case "asks-other"
                when !EarlierAnswers.AsksForOne(talk.Request.Text) && EarlierAnswers.LastIdeas(answers) is { Count: > 1 } ideas:
                return Ideas(talk, ideas.Count);
            case "asks-other":
                return Lines(talk, "other", ("lower", Lowered(NextSteps(talk).First())));
            case "chooses":
                var offered = EarlierAnswers.LastIdeas(answers);
                return offered.Count > 0 && EarlierAnswers.Chosen(talk.Request.Text) is { } at
                    ? Lines(talk, "chosen", ("idea", offered[Math.Min(at, offered.Count - 1)].TrimEnd('.')))
                    : [];
            case "asks-means" when answers.Count > 0:
                return Lines(talk, "means", ("words", EarlierAnswers.Shortened(answers) ?? answers[^1]));
            case "asks-choice" when ConversationMemory.ChoiceIn(talk.Request.Text) is var (one, other):
                return Lines(talk, "choice", ("one", one), ("other", other));
            case "asks-suggested":
                return EarlierAnswers.LastIdeas(answers) is { Count: > 0 } list
                        ? Lines(talk, "suggested", ("words", string.Join(' ', list)))
                    : EarlierAnswers.Shortened(answers) is { } last ? Lines(talk, "suggested", ("words", last))
                    : Lines(talk, "no-earlier");
            default:
                return [];
        }
    }

    /// <summary>How an idea of the last list, or the last suggestion, is begun.</summary>
    private IEnumerable<string> HowTo(Talk talk)
    {
        var answers = talk.Request.RecentAnswers;
        var ideas = EarlierAnswers.LastIdeas(answers);
        var idea =
            ideas.Count > 0 && EarlierAnswers.Chosen(talk.Request.Text) is { } at
                ? ideas[Math.Min(at, ideas.Count - 1)]
                : EarlierAnswers.Idea(answers);
        return Lines(talk, "how", ("idea", idea.TrimEnd('.', '?', '؟')));
    }

    /// <summary>
    /// Answers about a situation: an opinion or advice, if it is asked for; a statement is taken up, with
    /// something that can be done. A text that names nothing belongs to the last situation.
    /// </summary>
    private IEnumerable<string> Situated(Talk talk)
    {
        var isOwn = IsSituation(talk.Heard);
        if (!isOwn && !(IsAboutLast(talk) && Thread(talk) is var (thread, _) && IsSituation(thread)))
        {
            return talk.Heard is "asks-fewer" ? Lines(talk, "fewer")
                : talk.Heard is "asks-view" ? Lines(talk, "view")
                : [];
        }

        var text = talk.Request.Text;
        var repartee = _repertoires[talk.Language].To(isOwn ? talk.Heard : Thread(talk)!.Value.Name);
        var isFirst = !repartee.Reflections.Any(IsUsed);
        var (steps, views) = (Unused(repartee.Steps), Unused(repartee.Views));
        var questions = WantsNoQuestions(talk) ? [] : Unused(isFirst ? repartee.Questions : [.. repartee.Following, .. repartee.Questions]);
        return talk.Heard is "asks-view" or "asks-fewer" or "asks-choice" or "asks-judgement"
            || (isOwn && (ConversationMemory.ChoiceIn(text) is not null || AsksOpinion().IsMatch(text)))
                ? Joined(views.DefaultIfEmpty(""), steps)
            : talk.Heard is "advice" or "asks-how" || (isOwn && ConversationMemory.IsQuestion(text))
                ? steps.Count > 1
                        ? Lines(talk, "advice-lead", ("step", steps[0]), ("lower", Lowered(steps[0]))).Select(lead => $"{lead} {steps[1]}")
                    : Joined(views, steps)
            : isFirst ? Joined(Unused(repartee.Reflections), steps, talk.Chance % 2 == 0 ? questions.DefaultIfEmpty("") : [""])
            : Joined(
                Unused(repartee.Reflections).DefaultIfEmpty(""),
                talk.Chance % 2 == 0 ? [.. questions, .. steps] : [.. steps, .. questions]
            );

        bool IsUsed(string sentence) =>
            talk.Request.RecentAnswers.Any(answer => answer.Contains(sentence, StringComparison.OrdinalIgnoreCase));

        List<string> Unused(IReadOnlyList<string> sentences) =>
            [.. Fresh([.. sentences.Where(sentence => !IsUsed(sentence))], [], talk.Chance)];
    }

    /// <summary>Sentences of several kinds, one of each; none if a kind is empty.</summary>
    private static IEnumerable<string> Joined(params IEnumerable<string>[] kinds) =>
        kinds.Aggregate(
            (IEnumerable<string>)[""],
            (begun, kind) =>
                from beginning in begun
                from sentence in kind
                select beginning.Length > 0 && sentence.Length > 0 ? $"{beginning} {sentence}" : beginning + sentence
        );

    /// <summary>Whether a text says nothing of its own, so that it belongs to the last subject.</summary>
    private static bool IsAboutLast(Talk talk) =>
        talk.Heard is "advice" or "asks-view" or "asks-fewer" or "asks-judgement"
        || (talk.Heard == "asks-how" && EarlierAnswers.Chosen(talk.Request.Text) is null);

    /// <summary>Whether the person has said that they are asked too much.</summary>
    private bool WantsNoQuestions(Talk talk) =>
        talk.Heard == "asks-fewer" || talk.Request.EarlierMessages.TakeLast(Back).Any(text => Hear(text).Name == "asks-fewer");

    /// <summary>Advice: a step that fits the topic of the question or of the conversation, and a question that leads on.</summary>
    private IEnumerable<string> Advised(Talk talk)
    {
        if (talk.Heard is not ("advice" or "advice-words"))
        {
            return [];
        }

        var repertoire = _repertoires[talk.Language];
        var about = TopicOf(talk.Request.Text) ?? Thread(talk)?.Name;
        if (talk.Heard == "advice" && about is null)
        {
            return [];
        }

        var recent = talk.Request.RecentAnswers;
        var steps = talk.Heard == "advice" ? repertoire.To(about!).Steps : repertoire.To(talk.Heard).Steps;
        var questions = Fresh(repertoire.To(talk.Heard).Questions, recent, talk.Chance);
        return from step in Fresh(steps, recent, talk.Chance)
            from question in questions
            from lead in Lines(talk, "advice-lead", ("step", step), ("lower", Lowered(step)))
            select $"{lead} {question}";
    }

    /// <summary>Steps that belong to the topic of the conversation, then general ideas; those that were not said lately first.</summary>
    private List<string> NextSteps(Talk talk)
    {
        var recent = talk.Request.RecentAnswers;
        var general = _memory[talk.Language]["general"].Split('\n');
        List<string> own = Thread(talk) is var (name, _) ? Fresh(_repertoires[talk.Language].To(name).Steps, recent, talk.Chance) : [];
        return
        [
            .. own.Concat(Fresh(general, recent, talk.Chance))
                .OrderBy(step => recent.Any(answer => answer.Contains(step, StringComparison.OrdinalIgnoreCase))),
        ];
    }

    /// <summary>
    /// The meaning of a text after the last ones: a glad person who cries has tears of another kind; a name alone is an introduction; a
    /// question about a fact that was never told is a question about the world.
    /// </summary>
    private string InContext(string heard, OfflineRequest request, string language)
    {
        if (heard == "sadness" && NamesTears(request.Text))
        {
            return request
                .EarlierMessages.TakeLast(Near)
                .Select(text => Hear(text).Name)
                .Any(name =>
                    name is "joy" or "pride" or "hope" or "celebration" or "gratitude" || name.StartsWith("joy-", StringComparison.Ordinal)
                )
                ? "tears"
                : heard;
        }

        // A word of another topic does not end what somebody is in the middle of: "she posts stories all day" is not about books.
        if (
            IsByWord(heard, request.Text)
            && Thread(new(request, language, heard, 0), Near) is var (thread, _)
            && (IsSituation(thread) || !IsTopic(thread))
        )
        {
            heard = Repertoire.Neutral;
        }

        if (IsHowTo(heard, request.Text))
        {
            return "asks-howto";
        }

        return heard switch
        {
            "advice" when EarlierAnswers.Chosen(request.Text) is not null && EarlierAnswers.LastIdeas(request.RecentAnswers).Count > 1 =>
                "asks-how",
            Repertoire.Neutral
            or "short"
            or "greeting"
            or "question"
            or "other-language"
                when ConversationMemory.NameIn([request.Text]) is not null && request.Text.Split(' ').Length < LongestIntroduction =>
                "introduces",
            "asks-who" when ConversationMemory.PersonIn(request.Text, request.EarlierMessages) is null => "question",
            "asks-more" or "asks-other" when request.RecentAnswers.Count > 0 && IsJoke(request.RecentAnswers[^1], language) => "asks-joke",
            "asks-view" when Thread(new(request, language, heard, 0)) is var (last, _) && !IsSituation(last) => "advice",
            "asks-how" when !ConversationMemory.IsQuestion(request.Text) && EarlierAnswers.LastIdeas(request.RecentAnswers).Count == 0 =>
                Repertoire.Neutral,
            "asks-means" or "asks-how" when request.RecentAnswers.Count == 0 => "asks-more",
            "advice" or "question" or Repertoire.Neutral when ConversationMemory.ChoiceIn(request.Text) is not null => "asks-choice",
            "chooses" when EarlierAnswers.LastIdeas(request.RecentAnswers).Count == 0 => Repertoire.Neutral,
            "asks-shorter" when request.RecentAnswers.Count == 0 => "short",
            _ => heard,
        };
    }

    /// <summary>Whether a text asks how something is done with the hands or by a machine: advice for a person is none of it.</summary>
    private bool IsHowTo(string heard, string text) =>
        (heard is "advice" or "asks-how" or "question" or Repertoire.Neutral || IsTopic(heard))
        && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= ShortestHowTo
        && HowTo().IsMatch(text)
        && !OfPeople().IsMatch(text);

    /// <summary>"أختي" is "أختك" in an answer; English has the words apart.</summary>
    private static string Yours(string relation) => relation.EndsWith('ي') ? $"{relation[..^1]}ك" : relation;

    private bool IsJoke(string answer, string language) =>
        _repertoires[language].To("asks-joke").Reflections.Any(joke => answer.StartsWith(joke, StringComparison.Ordinal));

    private static string Lowered(string sentence) => char.ToLowerInvariant(sentence[0]) + sentence[1..];

    private bool NamesTears(string text) =>
        _heard.Read(Readable(text)).Any(hit => hit.Rule.Role == "rule" && hit.Rule.Arguments[0] == "tears");

    /// <summary>A text as the rules read it: Arabizi in Arabic letters.</summary>
    internal static string Readable(string text, bool isArabizi = false) =>
        (isArabizi && text.Any(char.IsAsciiLetter)) || Languages.IsArabizi(text)
            ? ArabiziReader.Read(text, LearnedModel.Delivered.Classes) ?? Arabizi.Read(text)
            : text;

    /// <summary>
    /// As many ideas as are asked for: steps that belong to the topic of this message or an earlier one, then general ones.
    /// </summary>
    private IEnumerable<string> Ideas(Talk talk, int count)
    {
        // "Three ideas for a rainy Sunday" is not about the grief of before.
        var about = TopicsOf(talk.Request.Text);
        if (about.Count == 0 && !talk.Request.Text.Contains(" for ", StringComparison.OrdinalIgnoreCase) && Thread(talk) is var (thread, _))
        {
            about = [thread];
        }

        var ideas = about
            .SelectMany(topic => Fresh(_repertoires[talk.Language].To(topic).Steps, talk.Request.RecentAnswers, talk.Chance))
            .Where(step => !talk.Request.RecentAnswers.Any(answer => answer.Contains(step, StringComparison.OrdinalIgnoreCase)))
            .Take(count)
            .Concat(Fresh(_memory[talk.Language]["general"].Split('\n'), talk.Request.RecentAnswers, talk.Chance))
            .Take(count)
            .Select((idea, at) => $"{at + 1}. {idea}");
        var list = string.Join('\n', ideas);
        return Lines(talk, "ideas", ("count", _memory[talk.Language]["numbers"].Split('\n')[count - 2]))
            .Select(lead => $"{char.ToUpperInvariant(lead[0])}{lead[1..]}\n{list}");
    }

    /// <summary>Answers to a text that says little by itself: they go on with the feeling or topic of an earlier message.</summary>
    private IEnumerable<string> Continued(Talk talk)
    {
        if (
            talk.Heard is not ("short" or "yes" or "no" or "dont-know" or "asks-more" or "okay" or "laugh" or "tears")
            || Thread(talk) is not var (name, text)
        )
        {
            return [];
        }

        var repertoire = _repertoires[talk.Language];
        var before =
            talk.Heard is not ("laugh" or "tears")
            && !ConversationMemory.IsQuestion(text)
            && !Recall.IsRequest(text)
            && OwnWords.Of(text, talk.Language) is { } words
            && IsHarmless(words)
                ? Fresh([.. Lines(talk, "before", ("words", words))], talk.Request.RecentAnswers, talk.Chance)
                : [];
        var openings = before
            .Concat(
                talk.Heard is "short" or "asks-more"
                    ? []
                    : Fresh(repertoire.To(talk.Heard).Reflections, talk.Request.RecentAnswers, talk.Chance)
            )
            .ToList();
        var endings = Fresh(repertoire.To(name).Following, talk.Request.RecentAnswers, talk.Chance)
            .Concat(Fresh(repertoire.To(name).Questions, talk.Request.RecentAnswers, talk.Chance))
            .Concat(Fresh(repertoire.To(name).Steps, talk.Request.RecentAnswers, talk.Chance))
            .Where(ending => !talk.Request.RecentAnswers.Any(answer => answer.Contains(ending, StringComparison.Ordinal)));
        return openings.Count == 0 ? [] : from ending in endings from opening in openings.Take(2) select $"{opening} {ending}";
    }

    /// <summary>Answers that take up the text itself, or the last feeling or topic of the conversation if the text names none.</summary>
    private IEnumerable<string> Taken(Talk talk, bool isFeeling, bool isStrong)
    {
        var repertoire = _repertoires[talk.Language];
        var isOpen = isFeeling || talk.Heard is Repertoire.Neutral or "procrastination";
        var words = isOpen && !ConversationMemory.IsQuestion(talk.Request.Text) ? OwnWords.Of(talk.Request.Text, talk.Language) : null;
        var frames = words is null ? [] : Frames(repertoire, words);

        // Their own words take a text up better than "thank you for telling me".
        var repartee = repertoire.To(talk.Heard);
        if (talk.Heard == Repertoire.Neutral && GoesOn(talk.Request.Text) && Thread(talk, Near) is var (name, _))
        {
            // A question about the topic's usual course would not fit this text.
            repartee = repertoire.To(name) is { Following.Count: > 0 } thread
                ? thread with
                {
                    Questions = IsSituation(name) ? [.. thread.Following, .. thread.Questions] : thread.Following,
                    Steps = IsSituation(name) ? thread.Steps : [],
                }
                : repertoire.To(name);
        }

        return Answers(
            talk.Heard == Repertoire.Neutral && frames.Count > 0 ? repartee with { Reflections = [""] } : repartee,
            isStrong,
            frames,
            talk.Request.RecentAnswers,
            talk.Chance
        );
    }

    /// <summary>Whether a text that names nothing may be about the last subject.</summary>
    private static bool GoesOn(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length <= MostOfARemark || Remark().IsMatch(text);

    /// <summary>
    /// The last earlier message with a feeling or a topic: the thread of the conversation. Null: there is none in the last ones.
    /// </summary>
    private (string Name, string Text)? Thread(Talk talk, int back = Back)
    {
        (string, string)? weak = null;
        foreach (var text in talk.Request.EarlierMessages.TakeLast(back).Reverse().Where(text => LanguageOf(text) == talk.Language))
        {
            if (TopicOf(text) is not { } name)
            {
                continue;
            }

            if (!IsByWord(name, text))
            {
                return (name, text);
            }

            weak ??= (name, text);
        }

        return weak;
    }

    /// <summary>Whether only a word tells the topic of a text, and not its meaning.</summary>
    private bool IsByWord(string topic, string text) =>
        IsTopic(topic) && Meanings(text).Find(one => one.Name == topic) is { Name: not null, Score: < Probably };

    /// <summary>The feeling or topic of a text, apart from its question; null: none.</summary>
    private string? TopicOf(string text)
    {
        // Irony praises, and means the annoyance.
        var heard = Hear(text).Name;
        if (RequestReader.IsOfPlatform(Readable(text), RequestReader.Plainly))
        {
            return null;
        }

        if (heard == "irony" || IsSituation(heard))
        {
            return heard == "irony" ? "anger" : heard;
        }

        var near = Meanings(text);
        var found = _heard.Read(Readable(WithoutDenied(text))).Where(hit => hit.Rule.Role == "rule").ToList();
        return Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling"))
            ?? (Best(found.Where(hit => hit.Rule.Arguments[0] == "topic")) is { } topic && !IsUnlikely(topic, near) ? topic : null);
    }

    /// <summary>A text without what is not wanted: "three ideas, but not the gym".</summary>
    internal static string WithoutDenied(string text) => Denied().Replace(text, " ");

    [GeneratedRegex(
        @"(?<=\p{L})[,;]? (?:and|but) not\b[^,.?!]*|^(?:no|not)(?: into| in)? \p{L}+(?=[.,;])"
            + @"|(?<=\p{L} )(?:no more|except(?: for)?|anything but|other than)\b[^,.?!]*|(?<=\p{L} )(?:بدون|غير"
            + @"|ما عدا) \p{L}+(?=[\s.,،؟?]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"\b(?:you|your|you're|youre)\b|\b(?:انت|إنت|أنت|انتي|لي)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Addressed();

    [GeneratedRegex(
        @"^(?:and |so |ok |hey |btw )*(?:(?:do you know |can you tell me |tell me |explain )?how (?:do|can"
            + @"|could|should|would) (?:i|you|we|one|people) (?!start\b|do (?:that|it|this)\b|begin\b)"
            + @"|(?:do you know )?how to |what(?:'s| is) the best way to )|^(?:كيف|ازاي|إزاي|شلون|طريقة) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex HowTo();

    /// <summary>Words of people and feelings: advice about these is given.</summary>
    [GeneratedRegex(
        @"\b(?:him|her|them|someone|somebody|people|friends?|boss|mother|mom|mum|father|dad|sister|brother"
            + @"|wife|husband|son|daughter|kids?|child(?:ren)?|parents|family|boyfriend|girlfriend|ex|colleagues?"
            + @"|teacher|neighbou?rs?|say|tell|talk|feel|feeling|cope|deal|forget|forgive|trust|stop|life|myself"
            + @"|confiden\w*|anxi\w*|worr\w*|sleep|stress\w*|motivat\w*|focus|concentrate|study|move on|calm|relax"
            + @"|apologi[sz]e|be (?:more|less|happy|better)|get over|manage|handle|know if|survive|make friends"
            + @"|lonel\w*|that|this)\b|(?:حالك|الحال|أنسى|انسى|أسامح|أتعامل|اتعامل|أقول|اقول|أحكي|احكي|أصالح|اصالح"
            + @"|أهدأ|اهدى|أنام|انام|أذاكر|اذاكر|أركز|اركز|نفسي|حياتي|خوف|أخاف|صاحب|صديق|أهل|امي|أمي|ابوي|زوج|مرتي"
            + @"|ولد|مدير|الناس|أثق|اثق|أبدأ|ابدا|كذا|هيك|هذا|شكلك|أتخلص|اتخلص|أخلي|اخلي|أكون|اكون|أصير|اصير|أسوي مع"
            + @"|اخليه|اتجاهل)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex OfPeople();

    /// <summary>A question for a reason, which is seldom about facts.</summary>
    [GeneratedRegex("^(?:ليش|ليه|لماذا) ", RegexOptions.CultureInvariant, 200)]
    private static partial Regex AsksWhy();

    /// <summary>The beginning of a question about the world that nothing else is meant by.</summary>
    [GeneratedRegex(
        @"^who (?:won|invented|wrote|discovered|founded|scored)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex AsksWho();

    /// <summary>The beginning of a text that goes on, or a word in it for a subject that was named before.</summary>
    [GeneratedRegex(
        @"^(?:and|but|so|because|then|also|or|yes|no|well|one|both|neither|another|he|she|it|they|that|this"
            + @"|these|those)\b|\b(?:he|she|it|they|them|him|her|that|there)\b|^(?:و|بس|لكن|لأن|لانه|يعني|هو|هي|هم"
            + @"|وحدة|واحد|واحدة|الثاني|الاول|هذا|هذي|هاد|ده|دي)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Remark();

    [GeneratedRegex(
        @"\b(?:just|last message|a moment ago|right now)\b|قبل شوي|قبل شوية|من شوي|توي|لسه|من لحظة|قبل قليل",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex JustNow();

    [GeneratedRegex(@"\b(?:lol|lmao|haha(?:ha)*|hehe|btw|tbh|ههه+)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Laughter();

    /// <summary>All feelings and topics of a text, the one that it names most clearly first.</summary>
    private List<string> TopicsOf(string text) =>
        TopicOf(text) is not { } first
            ? []
            :
            [
                .. _heard
                    .Read(Readable(WithoutDenied(text)))
                    .Where(hit => hit.Rule.Role == "rule" && hit.Rule.Arguments[0] == "topic")
                    .Select(hit => Plain(hit.Rule.Name))
                    .Prepend(first)
                    .Distinct(StringComparer.Ordinal),
            ];

    private IEnumerable<string> Lines(Talk talk, string name, params (string Name, string Value)[] values) =>
        Fresh(
                [
                    .. _memory[talk.Language]
                        [name]
                        .Split('\n')
                        .Select(line =>
                            values.Aggregate(
                                line,
                                (filled, value) => filled.Replace($"{{{value.Name}}}", value.Value, StringComparison.Ordinal)
                            )
                        ),
                ],
                talk.Request.RecentAnswers,
                talk.Chance
            )
            .Where(IsHarmless);

    private static string Turned(string plan, string language) => OwnWords.Of(plan, language) ?? plan;

    /// <summary>A person's own words are repeated only if the safety layer would let them pass as an answer.</summary>
    private bool IsHarmless(string text) => _detector.DetectHarmfulAnswer(text) is null;

    /// <summary>Words of a crisis, and insults against oneself, are not said again.</summary>
    private bool IsQuotable(string text) => _detector.Detect(text) is null && !OwnWords.HasInsult(text);

    private static bool IsAboutOneself(string[] words) =>
        Array.Exists(
            words,
            word =>
                word.Trim(',', '.', '?', '؟').ToLowerInvariant()
                    is "i"
                        or "my"
                        or "me"
                        or "i'm"
                        or "i’m"
                        or "we"
                        or "our"
                        or "mine"
                        or "myself"
                        or "أنا"
                        or "عندي"
                        or "لي"
        );

    private string? Best(IEnumerable<Hit> hits)
    {
        var best = hits.OrderByDescending(hit => hit.End - hit.Start)
            .ThenBy(hit => _heard.OrderOf(hit.Rule))
            .Select(hit => hit.Rule.Name)
            .FirstOrDefault();
        return best is null ? null : Plain(best);
    }

    /// <summary>The name of a rule without its language.</summary>
    private static string Plain(string rule) => rule.StartsWith("ar.", StringComparison.Ordinal) ? rule[3..] : rule;

    /// <summary>Words without a vowel, or one letter over and over.</summary>
    private static bool IsGibberish(string[] words)
    {
        var letters = string.Concat(words).Where(char.IsAsciiLetter).Select(char.ToLowerInvariant).ToList();
        return letters.Count > 4
            && (
                letters.Distinct().Count() < 3
                || letters.Count(letter => "aeiouy".Contains(letter, StringComparison.Ordinal)) * 6 < letters.Count
            );
    }

    private List<string> Frames(Repertoire repertoire, string words) =>
        [
            .. repertoire
                .To(Repertoire.OwnWords)
                .Reflections.Select(frame => frame.Replace("{words}", words, StringComparison.Ordinal))
                .Select(frame => char.ToUpperInvariant(frame[0]) + frame[1..])
                .Where(IsHarmless),
        ];

    /// <summary>The answers in the order of preference: sentences that were not used lately first.</summary>
    private static IEnumerable<string> Answers(
        Repartee repartee,
        bool isStrong,
        List<string> frames,
        IReadOnlyList<string> recent,
        uint chance
    )
    {
        var openings = frames.Count > 0 ? Fresh(frames, recent, chance / 7) : [""];
        var reflections = Fresh(
            isStrong && repartee.Strong.Count > 0 ? [.. repartee.Strong, .. repartee.Reflections.Take(1)] : repartee.Reflections,
            recent,
            chance / 3
        );
        var asks = Fresh(repartee.Questions, recent, chance);
        var steps = Fresh(repartee.Steps, recent, chance);

        // Two of three answers ask, the third offers a step: listening comes first.
        List<string> endings = chance % 3 == 0 ? [.. steps, .. asks] : [.. asks, .. steps];
        return from ending in endings
            from reflection in reflections
            from opening in openings
            select string.Join(' ', ((string[])[opening, reflection, ending]).Where(said => said.Length > 0));
    }

    /// <summary>All sentences, beginning at a random one; those that are in no recent answer first.</summary>
    private static List<string> Fresh(IReadOnlyList<string> sentences, IReadOnlyList<string> recent, uint chance) =>
        [
            .. Enumerable
                .Range(0, sentences.Count)
                .Select(at => sentences[(int)((at + chance) % (uint)sentences.Count)])
                .OrderBy(sentence => recent.Any(answer => answer.Contains(sentence, StringComparison.Ordinal))),
        ];

    /// <summary>A number that depends on the seed and the text alone (FNV-1a): the same in every process.</summary>
    private static uint Chance(OfflineRequest request)
    {
        var hash = 2166136261u;
        foreach (var one in (byte[])[.. request.Seed.ToByteArray(), .. Encoding.UTF8.GetBytes(request.Text)])
        {
            hash = (hash ^ one) * 16777619u;
        }

        // The lowest bits of this hash are the least random.
        return hash ^ (hash >> 15);
    }

    /// <summary>The beginning of a question about the world, also without a question mark.</summary>
    [GeneratedRegex(
        @"^(?:then |and |so |ok |hey )?(?:(?:what|who|when|where|which|whats|whos|what's|who's)\b(?: (?:is|are"
            + @"|was|were|does|did|do|will|has|time|year|day))?\b(?<!what|who|when|where|which)|how (?:many|much|far"
            + @"|tall|long|big|old)\b|(?:(?:can|could) you )?(?:explain|define) )|^(?:شو يعني|وش يعني|ايش يعني"
            + @"|يعني ايه|ما معنى|مين|متى|إمتى|امتى|كم|كام|وين|فين|أين|ما هي|ما هو) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex AsksFact();

    /// <summary>The beginning of a question that a yes, a no or an opinion answers.</summary>
    [GeneratedRegex(
        @"\b(?:should|shall|am) i\b|\b(?:is|was) it (?:crazy|wrong|normal|ok|okay|weird|bad|my)\b"
            + @"|\b(?:do i have|do i need|be honest|honestly|what do you think)\b|\b(?:هل|رأيك|رايك|بصراحة|صح|ولا"
            + @"|والا|لازم|المفروض|عادي)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex AsksOpinion();

    private sealed record Talk(OfflineRequest Request, string Language, string Heard, uint Chance);
}

using System.Collections.Frozen;
using System.Text;
using Community.Companion.Offline.Practical;
using Community.Companion.Safety;
using Community.Companion.Safety.Rules;

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
    public string Text { get; init; } = OfflineCompanion.Beginning(Text);

    /// <summary>
    /// The person's earlier messages in this conversation, oldest first: names, plans and feelings are taken up from them.
    /// </summary>
    public IReadOnlyList<string> EarlierMessages
    {
        get;
        init => field = [.. value.Select(OfflineCompanion.Beginning)];
    } = [];

    /// <summary>Whether the last answer told how the platform works, or showed things of it.</summary>
    public bool IsAfterGuidance { get; init; }

    /// <summary>The person's time; null: questions for it are not answered.</summary>
    public PersonTime? Now { get; init; }

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
    /// <summary>UTF-16 units.</summary>
    private const int MostRead = 1_500;

    /// <summary>A greeting with more words tells something, too.</summary>
    private const int MostOfAGreeting = 4;

    /// <summary>"I like rain", "I don't like meetings": a taste, and nothing that has happened.</summary>
    private const int MostOfALiking = 5;

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

    /// <summary>Characters of the words before a quotation by which it is known again.</summary>
    private const int ShortestFrame = 5;

    /// <summary>Words. A shorter text is not taken up.</summary>
    private const int ShortestTold = 4;

    /// <summary>How far back a feeling or a topic still is the thread of the conversation, and of a text that names nothing.</summary>
    private const int Back = 6;

    private const int Near = 3;

    /// <summary>
    /// From this likeness on a text is about the situation, although its words tell joy, or no more than a feeling in two or three words.
    /// </summary>
    private const float Certainly = 0.9f;

    /// <summary>From this likeness on a text has the subject of the sample, whatever its single words are.</summary>
    private const float Surely = 0.68f;

    /// <summary>From this likeness on, if its words name another topic.</summary>
    private const float ByTopic = 0.75f;

    /// <summary>From this likeness on, if its words name no feeling.</summary>
    private const float Likely = 0.64f;

    /// <summary>From this likeness on, if its words name a feeling and it is long enough to tell more, and for small talk.</summary>
    private const float Rather = 0.6f;

    /// <summary>From this likeness on, if it has only a few words that name nothing.</summary>
    private const float Fairly = 0.6f;

    /// <summary>A text with so few words is about the thread of the conversation, unless it is surely about something else.</summary>
    private const int MostOfAThread = 7;

    /// <summary>A text with so many words tells more than a feeling.</summary>
    private const int LongTold = 8;

    /// <summary>From this likeness on, if its words name nothing.</summary>
    internal const float Probably = 0.52f;

    /// <summary>From this likeness on, if a feeling was told just before.</summary>
    private const float AfterFeeling = 0.56f;

    /// <summary>Below this likeness only a word names the topic.</summary>
    private const float ByWord = 0.5f;

    /// <summary>From this likeness on, if its words name the same less exactly.</summary>
    private const float Possibly = 0.45f;

    /// <summary>A text that is so much nearer to something else is not about the topic that one of its words names.</summary>
    private const float Farther = 0.15f;

    /// <summary>The same, if it is not near to the topic at all.</summary>
    private const float Far = 0.3f;

    /// <summary>Below this likeness of a topic and its situations, the word that names the topic is said by the way.</summary>
    private const float Excluded = 0.05f;

    /// <summary>A situation that is so little farther than its topic names the subject of a text more exactly.</summary>
    private const float NearlyAsNear = 0.1f;

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
        .Select(line => Rule.Plain(line[1]))
        .ToFrozenSet(StringComparer.Ordinal);

    private readonly CrisisDetector _detector;

    public OfflineCompanion()
        : this(new CrisisDetector()) { }

    public OfflineCompanion(CrisisDetector detector)
    {
        _detector = detector;
        _advice = new();
        _drafts = new(_advice);
    }

    /// <summary>
    /// The part of a text that is read for an answer: hundreds of patterns look for its subject, and the time of some grows with the square
    /// of its length. The detector of crises reads all of it.
    /// </summary>
    public static string Beginning(string text) =>
        text.Length <= MostRead ? text : text[..(char.IsHighSurrogate(text[MostRead - 1]) ? MostRead - 1 : MostRead)];

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
            .Concat(Riddled(said, request.RecentAnswers))
            .Concat(Practised(said))
            .Concat(Recalled(said))
            .Concat(WentOn(said))
            .Concat(Remembered(said))
            .Concat(IsUnheard(said) ? Remarked(said) : [])
            .Concat(Situated(said).Select(answer => WithName(answer, said)))
            .Concat(FollowedUp(said))
            .Concat(Advised(said))
            .Concat(Remarked(said))
            .Concat(Continued(said))
            .Concat(Guessed(said))
            .Concat(Taken(said, heard.IsFeeling, heard.IsStrong).Select(answer => WithName(answer, said)))
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
        Hear(text) is { IsFeeling: true } heard && !IsGlad(heard.Name)
            ? Fresh(_repertoires[LanguageOf(text)].To(heard.Name).Reflections, recent, (uint)text.Length)[0]
            : null;

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

    /// <summary>The person's own words, turned to them; once in a conversation.</summary>
    private List<string> Frames(Repertoire repertoire, string words, Talk talk) =>
        IsQuotedBefore(repertoire, talk)
            ? []
            :
            [
                .. repertoire
                    .To(Repertoire.OwnWords)
                    .Reflections.Select(frame => frame.Replace("{words}", words, StringComparison.Ordinal))
                    .Select(frame => char.ToUpperInvariant(frame[0]) + frame[1..])
                    .Where(IsHarmless),
            ];

    private bool IsQuotedBefore(Repertoire repertoire, Talk talk) =>
        repertoire
            .To(Repertoire.OwnWords)
            .Reflections.Concat(_memory[talk.Language]["before"].Split('\n'))
            .Select(frame => frame[..frame.IndexOf('{', StringComparison.Ordinal)])
            .Where(beginning => beginning.Length >= ShortestFrame)
            .Any(beginning => talk.Request.RecentAnswers.Any(answer => answer.Contains(beginning, StringComparison.OrdinalIgnoreCase)));

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

    private sealed record Talk(OfflineRequest Request, string Language, string Heard, uint Chance);
}

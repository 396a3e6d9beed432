using System.Collections.Frozen;
using System.Text;
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
    /// <summary>
    /// The person's earlier messages in this conversation, oldest first: names, plans and feelings are taken up from them.
    /// </summary>
    public IReadOnlyList<string> EarlierMessages { get; init; } = [];

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
internal sealed class OfflineCompanion
{
    /// <summary>A greeting with more words tells something, too.</summary>
    private const int MostOfAGreeting = 4;

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
    private readonly CrisisDetector _detector;

    public OfflineCompanion()
        : this(new CrisisDetector()) { }

    public OfflineCompanion(CrisisDetector detector) => _detector = detector;

    /// <summary>The language of the answer to a text: <c>ar</c> or <c>en</c>.</summary>
    public static string LanguageOf(string text) => Languages.Of(text) == Languages.Arabic ? Languages.Arabic : Languages.English;

    /// <summary>Two or three sentences in the person's language (Arabic or English), or a list of ideas, if one is asked for.</summary>
    public string Answer(OfflineRequest request)
    {
        var heard = Hear(request.Text);
        var said = new Talk(request, LanguageOf(request.Text), heard.Name, Chance(request));
        var answers = Remembered(said)
            .Concat(Continued(said))
            .Concat(Taken(said, heard.IsFeeling, heard.IsStrong))
            .Concat(Answers(_repertoires[said.Language].To(Repertoire.Neutral), isStrong: false, [], request.RecentAnswers, said.Chance));
        return answers.FirstOrDefault(answer => !request.RecentAnswers.Contains(answer, StringComparer.Ordinal))
            ?? answers.First(answer => answer != request.RecentAnswers[^1]);
    }

    /// <summary>A sentence that names a heavy feeling in a text, for an answer that is about something else; null: there is none.</summary>
    /// <param name="text">The person's message.</param>
    /// <param name="recent">The companion's last answers.</param>
    public string? HeavyFeelingIn(string text, IReadOnlyList<string> recent) =>
        Hear(text) is { IsFeeling: true, Name: not ("joy" or "gratitude" or "pride" or "hope" or "calm") } heard
            ? Fresh(_repertoires[LanguageOf(text)].To(heard.Name).Reflections, recent, (uint)text.Length)[0]
            : null;

    /// <summary>The topic of a text: the name of a situation, a feeling, or something that people talk about.</summary>
    internal (string Name, bool IsFeeling, bool IsStrong) Hear(string text)
    {
        if (Languages.Of(text) == Languages.Other)
        {
            return ("other-language", false, false);
        }

        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var hits = _heard.Read(text);
        var found = hits.Where(hit => hit.Rule.Role == "rule").ToList();

        // A longer phrase is more specific: «not happy» is no joy. Of equal ones the order of the file decides, the rarer feeling first.
        var feeling = Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling"));
        var situation = Best(found.Where(hit => hit.Rule.Arguments[0] == "situation"));
        var topic = Best(found.Where(hit => hit.Rule.Arguments[0] == "topic"));
        var asked = Best(found.Where(hit => hit.Rule.Arguments[0] == "asks"));
        var isStrong = hits.Any(hit => hit.Rule.Role == "raise");
        return situation switch
        {
            "human" or "medical" => (situation, false, false),
            _ when asked is not null && (feeling is null || asked.StartsWith("asks-", StringComparison.Ordinal)) => (asked, false, false),
            "greeting" or "thanks" or "goodbye" when topic is not null && feeling is null && words.Length > MostOfAGreeting => (
                topic,
                false,
                false
            ),
            not null when feeling is null || feeling is "joy" or "gratitude" => (situation, false, false),
            "advice" => (situation, false, false),
            _ when feeling is not null => (feeling, true, isStrong),
            _ when !text.Any(char.IsLetter) => ("short", false, false),
            _ when IsGibberish(words) => ("gibberish", false, false),
            _ when ConversationMemory.IsQuestion(text) && words.Length > 2 && !IsAboutOneself(words) => ("question", false, false),
            _ when topic is not null => (topic, false, false),
            _ when words.Length < 3 => ("short", false, false),
            _ => (Repertoire.Neutral, false, false),
        };
    }

    /// <summary>Answers from the memory: to questions about it, to a name, and to a request for ideas.</summary>
    private IEnumerable<string> Remembered(Talk talk)
    {
        var said = talk.Request.EarlierMessages;
        switch (talk.Heard)
        {
            case "introduces" when ConversationMemory.NameIn([talk.Request.Text]) is { } name:
                return Lines(talk, "meet", ("name", name));
            case "asks-name":
                return ConversationMemory.NameIn(said) is { } own ? Lines(talk, "name", ("name", own)) : Lines(talk, "no-name");
            case "asks-relative":
                var (who, relative) = ConversationMemory.RelativeIn(talk.Request.Text, said);
                return relative is not null ? Lines(talk, "relative", ("who", who), ("name", relative)) : Lines(talk, "no-relative");
            case "asks-earlier":
                return ConversationMemory.LastIn(said.Where(IsQuotable), talk.Request.Text) is { } last
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
                    : ConversationMemory.PlanIn(said.Where(IsQuotable)) is { } plan
                        ? Lines(talk, "plan", ("words", Turned(plan, talk.Language)))
                    : Lines(talk, "no-plan");
            case "asks-ideas":
                return Ideas(talk);
            default:
                return [];
        }
    }

    /// <summary>
    /// As many ideas as are asked for: steps that belong to the topic of this message or an earlier one, then general ones.
    /// </summary>
    private IEnumerable<string> Ideas(Talk talk)
    {
        var count = ConversationMemory.CountIn(talk.Request.Text);
        // "Three ideas for a rainy Sunday" is not about the grief of before.
        var about =
            TopicOf(talk.Request.Text)
            ?? (talk.Request.Text.Contains(" for ", StringComparison.OrdinalIgnoreCase) ? null : Thread(talk)?.Name);
        var fitting = about is null ? [] : _repertoires[talk.Language].To(about).Steps;
        var ideas = Fresh(fitting, talk.Request.RecentAnswers, talk.Chance)
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
        if (talk.Heard is not ("short" or "yes" or "no" or "dont-know" or "asks-more") || Thread(talk) is not var (name, text))
        {
            return [];
        }

        var repertoire = _repertoires[talk.Language];
        var before =
            OwnWords.Of(text, talk.Language) is { } words && IsHarmless(words)
                ? Fresh([.. Lines(talk, "before", ("words", words))], talk.Request.RecentAnswers, talk.Chance)
                : [];
        var openings = before
            .Concat(
                talk.Heard is "short" or "asks-more"
                    ? []
                    : Fresh(repertoire.To(talk.Heard).Reflections, talk.Request.RecentAnswers, talk.Chance)
            )
            .ToList();
        var endings = Fresh(repertoire.To(name).Questions, talk.Request.RecentAnswers, talk.Chance)
            .Concat(Fresh(repertoire.To(name).Steps, talk.Request.RecentAnswers, talk.Chance))
            .Where(ending => !talk.Request.RecentAnswers.Any(answer => answer.Contains(ending, StringComparison.Ordinal)));
        return openings.Count == 0 ? [] : from ending in endings from opening in openings.Take(2) select $"{opening} {ending}";
    }

    /// <summary>Answers that take up the text itself.</summary>
    private IEnumerable<string> Taken(Talk talk, bool isFeeling, bool isStrong)
    {
        var repertoire = _repertoires[talk.Language];
        var isOpen = isFeeling || talk.Heard == Repertoire.Neutral;
        var words = isOpen ? OwnWords.Of(talk.Request.Text, talk.Language) : null;
        var frames = words is null ? [] : Frames(repertoire, words);
        if (
            talk.Heard == Repertoire.Neutral
            && frames.Count == 0
            && talk.Language == Languages.English
            && OwnWords.QuoteOf(talk.Request.Text) is { } quote
            && IsHarmless(quote)
        )
        {
            frames = [.. Lines(talk, "quote", ("words", quote))];
        }

        // Their own words take a text up better than "thank you for telling me".
        var repartee = repertoire.To(talk.Heard);
        return Answers(
            talk.Heard == Repertoire.Neutral && frames.Count > 0 ? repartee with { Reflections = [""] } : repartee,
            isStrong,
            frames,
            talk.Request.RecentAnswers,
            talk.Chance
        );
    }

    /// <summary>
    /// The last earlier message with a feeling or a topic: the thread of the conversation. Null: there is none in the last ones.
    /// </summary>
    private (string Name, string Text)? Thread(Talk talk)
    {
        const int Back = 6;
        foreach (var text in talk.Request.EarlierMessages.TakeLast(Back).Reverse())
        {
            if (LanguageOf(text) == talk.Language && TopicOf(text) is { } name)
            {
                return (name, text);
            }
        }

        return null;
    }

    /// <summary>The feeling or topic of a text, apart from its question; null: none.</summary>
    private string? TopicOf(string text)
    {
        var found = _heard.Read(text).Where(hit => hit.Rule.Role == "rule").ToList();
        return Best(found.Where(hit => hit.Rule.Arguments[0] == "feeling")) ?? Best(found.Where(hit => hit.Rule.Arguments[0] == "topic"));
    }

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
        return best is { } name && name.StartsWith("ar.", StringComparison.Ordinal) ? name[3..] : best;
    }

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

    private sealed record Talk(OfflineRequest Request, string Language, string Heard, uint Chance);
}

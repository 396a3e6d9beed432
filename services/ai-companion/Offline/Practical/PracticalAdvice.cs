using System.Collections.Frozen;
using Community.Companion.Conversation.Guide;
using Community.Companion.Offline.Situations;

namespace Community.Companion.Offline.Practical;

/// <summary>A message with the conversation before it.</summary>
/// <param name="Text">The person's message, Arabizi in Arabic letters.</param>
/// <param name="Language"><c>en</c> or <c>ar</c>.</param>
/// <param name="Answers">The companion's last answers, the oldest first.</param>
/// <param name="Said">The person's earlier messages, the oldest first.</param>
/// <param name="SituationOf">Finds the situation of the last messages, "" if there is none: it is read only where it is needed.</param>
internal sealed record PracticalTurn(
    string Text,
    string Language,
    IReadOnlyList<string> Answers,
    IReadOnlyList<string> Said,
    Func<string> SituationOf
)
{
    /// <summary>Whether the last answer told how the platform works, or showed things of it: a short question is about these.</summary>
    public bool IsAfterGuidance { get; init; }

    /// <summary>The person's time; null: it is not known here.</summary>
    public PersonTime? Now { get; init; }

    /// <summary>The text as patterns read it, without the beginning of a correction: "no, I meant".</summary>
    public string Plain { get; } =
        Practical.Plain.WithoutOpener(
            OfflineCompanion.WithoutDenied(Text) is var said && said.Any(char.IsLetter)
                ? Practical.Plain.Of(said)
                : Practical.Plain.Of(Text)
        );
}

/// <summary>
/// Everyday advice and lists of ideas. A subject is found by its words or by its meaning (names with <c>tip.</c>); a short text
/// after it ("what else?", "the second one") stays with the subject of the last answer. Nothing is stored: the last answers are the state.
/// </summary>
internal sealed class PracticalAdvice
{
    /// <summary>The beginning of the names that are read by their meaning.</summary>
    public const string Prefix = "tip.";

    /// <summary>From this likeness on, a request for advice is about the subject of a sample.</summary>
    private const float Asked = 0.56f;

    /// <summary>The same for a text that asks nothing.</summary>
    private const float Told = 0.68f;

    /// <summary>The same for a text that asks nothing, in a talk about something.</summary>
    private const float ToldInTalk = 0.9f;

    /// <summary>
    /// From this likeness on, a text is about the last subject, if it is not nearer to another one by <see cref="Farther"/>.
    /// </summary>
    private const float AsLast = 0.4f;

    private const float Farther = 0.35f;

    /// <summary>Answers that are further back are no longer meant.</summary>
    private const int Back = 2;

    /// <summary>From this likeness on, a text is a question about the platform if nothing is nearer.</summary>
    private const float LeastOfPlatform = 0.55f;

    /// <summary>The same for a short text right after advice, which is nearly always about that.</summary>
    private const float PlainlyOfPlatform = 0.78f;

    private const int MostOfARemark = 9;
    private const int MostWords = 40;

    private readonly Dictionary<string, FrozenDictionary<string, Subject>> _subjects = new(StringComparer.Ordinal)
    {
        [Languages.English] = Subject.Load(Languages.English),
        [Languages.Arabic] = Subject.Load(Languages.Arabic),
    };

    private readonly Dictionary<string, Subject[]> _inOrder;

    private readonly Dictionary<string, FrozenDictionary<string, string>> _leads = new(StringComparer.Ordinal)
    {
        [Languages.English] = Safety.Sections.Read("Offline.Practical.leads-english.txt"),
        [Languages.Arabic] = Safety.Sections.Read("Offline.Practical.leads-arabic.txt"),
    };

    public PracticalAdvice() =>
        _inOrder = _subjects.ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Values.OrderBy(subject => subject.Order).ToArray(),
            StringComparer.Ordinal
        );

    /// <summary>A sample's name in words, for a question back; null: it has none.</summary>
    public string? LabelOf(string name, string language) =>
        name.StartsWith(RequestReader.Help, StringComparison.Ordinal) ? HelpTexts.Find(language, name[RequestReader.Help.Length..])?.Title
        : !name.StartsWith(Prefix, StringComparison.Ordinal) ? null
        : Leads(language, "labels")
            .Select(line => line.Split(' ', 2))
            .Where(pair => pair[0] == name[Prefix.Length..])
            .Select(pair => pair[1])
            .FirstOrDefault();

    public FrozenDictionary<string, Subject> In(string language) => _subjects[language];

    /// <summary>The subject of the last answers, or of the situation that they were about; null: there is none.</summary>
    public Subject? Last(PracticalTurn turn, int back = Back) =>
        turn.Answers.TakeLast(back)
            .Reverse()
            .Select(answer => SubjectIn(turn.Language, answer))
            .FirstOrDefault(subject => subject is not null)
        ?? (
            turn.SituationOf() is { Length: > 0 } situation
                ? _subjects[turn.Language].Values.FirstOrDefault(one => one.Also.Contains(situation, StringComparer.Ordinal))
                : null
        );

    /// <summary>The answer about an everyday subject; null: the text is about none.</summary>
    public string? Answer(PracticalTurn turn)
    {
        var isChoice = ConversationMemory.ChoiceIn(turn.Text) is not null;
        if (
            Plain.Words(turn.Plain) > MostWords
            || (isChoice && turn.Answers.TakeLast(Back).All(answer => SubjectIn(turn.Language, answer) is null))
        )
        {
            return null;
        }

        var last = Last(turn);
        var said = Named(turn, isSaidOnly: true);
        if (said is null && last?.ReplyTo(turn.Plain) is { } reply && !IsSaid(reply, turn))
        {
            return reply;
        }

        var named = said ?? Named(turn);
        if (named is null && last is not null && FollowUp.Of(turn.Plain) != FollowUpKind.None)
        {
            return Continued(last, turn);
        }

        return (named ?? Near(turn)) switch
        {
            null => null,
            var found when found == last && Continued(found, turn) is { } further => further,
            var found when FollowUp.AsksSeveral(turn.Plain) || found.IsList => List(found, turn),
            var found => IsSaid(found.Field("open")!, turn) ? Next(found, turn) : found.Field("open"),
        };
    }

    /// <summary>Whether a text is a short one about the advice before it, so that nothing else is meant.</summary>
    public bool GoesOn(PracticalTurn turn) =>
        Last(turn, 1) is { } last
        && !RequestReader.IsOfPlatform(turn.Text, PlainlyOfPlatform)
        && (FollowUp.Of(turn.Plain) != FollowUpKind.None || last.ReplyTo(turn.Plain) is not null);

    /// <summary>
    /// The answer to a remark after advice in which nothing else is heard: the next advice. Null: there was none, or it asked nothing, so
    /// that the remark is about something of the person's own.
    /// </summary>
    public string? AfterRemark(PracticalTurn turn) =>
        turn.Answers is [.., [.., '?' or '؟'] answer]
        && SubjectIn(turn.Language, answer) is { IsList: false } subject
        && Plain.Words(turn.Plain) <= MostOfARemark
        && !ConversationMemory.IsQuestion(turn.Text)
            ? Next(subject, turn, "remark")
            : null;

    private Subject? SubjectIn(string language, string answer) =>
        _subjects[language].Values.Where(subject => subject.IsIn(answer)).FirstOrDefault();

    /// <summary>Whether a text names a subject by its words, and is no question about the platform.</summary>
    public bool IsNamed(PracticalTurn turn) =>
        Plain.Words(turn.Plain) <= MostWords && (Named(turn, isSaidOnly: true) ?? Named(turn)) is not null;

    private static bool Asks(PracticalTurn turn) => FollowUp.AsksAdvice(turn.Plain) || ConversationMemory.IsQuestion(turn.Text);

    /// <summary>Whether the meaning of a text is a question about the platform.</summary>
    private static bool IsOfPlatform(PracticalTurn turn) => RequestReader.IsOfPlatform(turn.Text, LeastOfPlatform);

    /// <summary>The subject whose words a text has most of.</summary>
    private Subject? Named(PracticalTurn turn, bool isSaidOnly = false)
    {
        if (!isSaidOnly && (!Asks(turn) || FollowUp.AsksCompanion(turn.Plain) || IsOfPlatform(turn)))
        {
            return null;
        }

        var named = _inOrder[turn.Language]
            .Select(one => (Subject: one, (isSaidOnly ? one.Said : one.Asked)?.Match(turn.Plain).Length ?? 0))
            .MaxBy(one => one.Item2);
        return named.Item2 > 0 ? (isSaidOnly ? named.Subject : Meant(named.Subject, turn)) : null;
    }

    /// <summary>
    /// The subject that words of a question name, unless its meaning is surely another one: then that one, or null if it is no advice.
    /// </summary>
    private Subject? Meant(Subject named, PracticalTurn turn)
    {
        var near = SubjectReader.Delivered.Nearest(turn.Text);
        return
            near is [{ Score: >= Told } best, ..]
            && best.Score - near.FirstOrDefault(one => one.Name == Prefix + named.Name).Score >= Farther
            && !named.Also.Contains(best.Name, StringComparer.Ordinal)
            ? OfLikeness(best, turn.Language)
            : named;
    }

    /// <summary>The subject that a likeness is of; null if it is of no advice.</summary>
    private Subject? OfLikeness(Likeness one, string language) =>
        one.Name.StartsWith(Prefix, StringComparison.Ordinal) ? _subjects[language].GetValueOrDefault(one.Name[Prefix.Length..]) : null;

    /// <summary>
    /// The subject that a text is near to in its meaning: rather the last one. In a talk about a subject, a statement is seldom a request.
    /// </summary>
    private Subject? Near(PracticalTurn turn)
    {
        if (
            Plain.Words(turn.Plain) <= 2
            || FollowUp.Of(turn.Plain) == FollowUpKind.Pick
            || SubjectReader.Delivered.Nearest(turn.Text) is not [var near, ..] all
        )
        {
            return null;
        }

        if (
            Last(turn) is { } last
            && all.FirstOrDefault(one => one.Name == Prefix + last.Name) is { Score: >= AsLast } own
            && near.Score - own.Score < Farther
        )
        {
            return last;
        }

        var least =
            Asks(turn) ? Asked
            : turn.SituationOf().Length > 0 ? ToldInTalk
            : Told;
        return near.Score >= least ? OfLikeness(near, turn.Language) : null;
    }

    private string? Continued(Subject last, PracticalTurn turn) =>
        FollowUp.Of(turn.Plain) switch
        {
            FollowUpKind.Several => List(last, turn),
            FollowUpKind.Chosen => Chosen(last, turn) is { } tip ? tip.More : Next(last, turn),
            FollowUpKind.Refused => Next(last, turn, "instead"),
            FollowUpKind.Pick => Picked(last, turn),
            FollowUpKind.Plan when last.Field("plan") is { } plan => plan,
            FollowUpKind.Long when last.Field("long") is { } time => time,
            var kind => last.ReplyTo(turn.Plain)
                ?? kind switch
                {
                    FollowUpKind.More => Next(last, turn),
                    FollowUpKind.Plan => InOrder(last, turn),
                    FollowUpKind.How => Explained(last, turn),
                    FollowUpKind.Why when last.Field("why") is { } why => why,
                    FollowUpKind.Slip => last.Field("slip") is { } slip && !IsSaid(slip, turn) ? slip : Next(last, turn, "slip"),
                    _ => null,
                },
        };

    /// <summary>The next piece of advice that was not said; at the end a question back.</summary>
    public string Next(Subject subject, PracticalTurn turn, string? lead = null) =>
        subject.Tips.FirstOrDefault(tip => !IsSaid(tip.Short, turn)) is { } tip ? Led(lead, tip.Short, turn)
        : subject.Tips.FirstOrDefault(tip => !IsSaid(tip.More, turn)) is { } further ? Led(lead, further.More, turn)
        : Line("end", turn);

    private string Led(string? lead, string sentence, PracticalTurn turn) => lead is null ? sentence : $"{Line(lead, turn)} {sentence}";

    /// <summary>How the piece of advice of the last answer is done.</summary>
    private string Explained(Subject subject, PracticalTurn turn) =>
        subject.Tips.LastOrDefault(tip => turn.Answers[^1].Contains(tip.Short, StringComparison.Ordinal) && !IsSaid(tip.More, turn))?.More
        ?? subject.Tips.FirstOrDefault(tip => !IsSaid(tip.More, turn) && !IsSaid(tip.Short, turn))?.More
        ?? Next(subject, turn);

    /// <summary>The first idea of the last answer, or the next piece of advice, with how it is done.</summary>
    private string Picked(Subject subject, PracticalTurn turn) =>
        (
            subject.Tips.FirstOrDefault(tip => turn.Answers is [.., var last] && last.Contains(tip.Short, StringComparison.Ordinal))
            ?? subject.Tips.FirstOrDefault(tip => !IsSaid(tip.Short, turn))
        )
            is { } tip
            ? $"{Led("pick", tip.Short, turn)} {tip.More}"
            : Line("end", turn);

    private static Tip? Chosen(Subject subject, PracticalTurn turn)
    {
        var ideas = EarlierAnswers.LastIdeas(turn.Answers);
        return EarlierAnswers.Chosen(turn.Plain) is { } at && ideas.Count > 0
            ? subject.Tips.FirstOrDefault(tip => tip.Short == ideas[Math.Min(at, ideas.Count - 1)])
            : null;
    }

    private string InOrder(Subject subject, PracticalTurn turn) => $"{Line("plan", turn)}\n{Numbered(subject.Tips.Take(4))}";

    /// <summary>A list of ideas that were not said yet, as many as are asked for.</summary>
    private string List(Subject subject, PracticalTurn turn)
    {
        var fresh = subject.Tips.Where(tip => !IsSaid(tip.Short, turn)).Take(ConversationMemory.CountIn(turn.Text)).ToList();
        return fresh.Count == 0 ? Line("end", turn) : $"{Line("list", turn)}\n{Numbered(fresh)}";
    }

    private static string Numbered(IEnumerable<Tip> tips) => string.Join('\n', tips.Select((tip, at) => $"{at + 1}. {tip.Short}"));

    private static bool IsSaid(string sentence, PracticalTurn turn) =>
        turn.Answers.Any(answer => answer.Contains(sentence, StringComparison.Ordinal));

    public string[] Leads(string language, string name) => _leads[language][name].Split('\n');

    /// <summary>A leading sentence; the first that was not used lately.</summary>
    public string Line(string name, PracticalTurn turn)
    {
        var lines = Leads(turn.Language, name);
        return Array.Find(lines, line => !turn.Answers.Any(answer => answer.StartsWith(line, StringComparison.Ordinal)))
            ?? lines[turn.Answers.Count % lines.Length];
    }
}

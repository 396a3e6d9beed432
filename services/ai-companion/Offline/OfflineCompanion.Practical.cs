using System.Text.RegularExpressions;
using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;

namespace Community.Companion.Offline;

/// <content>Everyday advice, lists of ideas, short texts, sums that go on, names, and complaints about answers.</content>
internal sealed partial class OfflineCompanion
{
    private const int MostOfAComplaint = 10;

    /// <summary>From this likeness on, a subject is offered as a guess.</summary>
    private const float Guessable = 0.4f;

    private readonly PracticalAdvice _advice;
    private readonly Drafts _drafts;
    private readonly List<(string Name, Regex Words)> _intents =
    [
        .. Embedded
            .Lines("Offline.Practical.intents.txt")
            .Select(line => line.Split(" : ", 2))
            .Select(pair =>
                (pair[0], new Regex(pair[1], RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200)))
            ),
    ];

    /// <summary>
    /// Whether a message is answered from the conversation and everyday advice, so that it is no request to the platform: a short text to
    /// write, "the second one" of a list, a sum that goes on.
    /// </summary>
    /// <param name="text">The person's message.</param>
    /// <param name="answers">The companion's last answers.</param>
    /// <param name="said">Their earlier messages, the oldest first.</param>
    /// <param name="isAfterGuidance">Whether the last answer showed things of the platform: "how do I join?" is about these.</param>
    public bool IsPractical(string text, IReadOnlyList<string> answers, IReadOnlyList<string> said, bool isAfterGuidance) =>
        Turn(text, answers, said, isAfterGuidance) is var turn && (Today.IsAsked(turn.Plain) || Before(turn) is not null);

    /// <summary>The answers that come before a request to the platform is read.</summary>
    private string? Before(PracticalTurn turn) => Recall.AsksForEarlier(turn.Text) is { Length: > 0 } ? null : FromConversation(turn);

    private string? FromConversation(PracticalTurn turn) =>
        _drafts.Answer(turn)
        ?? AnswerToLater(turn, WellKnown)
        ?? SumFollowUps.Answer(turn)
        ?? Spent(turn)
        ?? (
            NamedPeople.Corrected(turn.Text) is { } name
                ? _advice.Line("rename", turn).Replace("{name}", name, StringComparison.Ordinal)
                : null
        )
        ?? Intended(turn)
        ?? (
            IsFoundHere().IsMatch(turn.Plain) ? null
            : _advice.GoesOn(turn) || (_advice.IsNamed(turn) && !IsTold(turn)) ? _advice.Answer(turn)
            : null
        );

    private IEnumerable<string> Practised(Talk talk)
    {
        var turn = Turn(talk);
        if (
            AsksName().IsMatch(turn.Plain)
            && ConversationMemory.RelativeIn(talk.Request.Text, talk.Request.EarlierMessages) is { Who.Length: > 0, Name: { } name }
        )
        {
            return Lines(talk, "known", ("name", name));
        }

        return (Before(turn) ?? (IsAdvised(talk) && !IsTold(turn) ? _advice.Answer(turn) : null)) is { } answer ? [answer] : [];
    }

    /// <summary>Whether a text may be about an everyday subject by its meaning: words with a certain meaning exclude it.</summary>
    private static bool IsAdvised(Talk talk) =>
        talk.Heard != "asks-opinion"
        && (!IsCertain(talk.Heard) || talk.Heard is "asks-ideas" or "asks-recommend" or "boredom" or "advice-words");

    /// <summary>Whether a question asks for a thing that the person has told: "where is my new job?".</summary>
    private bool IsTold(PracticalTurn turn) =>
        !_advice.GoesOn(turn) && (Recall.AsksForEarlier(turn.Text) is { Length: > 0 } || FromMemory(turn.Text, turn.Said) is not null);

    /// <summary>The next piece of advice after a remark that nothing is heard in.</summary>
    private IEnumerable<string> Remarked(Talk talk) =>
        talk.Heard is Repertoire.Neutral or "short" or "question" || IsUnheard(talk) || IsTopic(talk.Heard) || IsReply(talk.Heard)
            ? _advice.AfterRemark(Turn(talk)) is { } next
                ? [next]
                : []
            : [];

    /// <summary>"Do you mean A or B?": the two nearest subjects of a text in which nothing is heard; empty: none is near.</summary>
    private IEnumerable<string> Guessed(Talk talk)
    {
        if (
            talk.Heard != Repertoire.Neutral
            || ConversationMemory.NamedIn(talk.Request.Text) is not null
            || talk.Request.Text.Split(' ').Length < ShortestHowTo
            || (GoesOn(talk.Request.Text) && Thread(talk, Near) is not null)
        )
        {
            return [];
        }

        var turn = Turn(talk);
        return
            SubjectReader
                .Delivered.Nearest(turn.Text)
                .TakeWhile(one => one.Score >= Guessable)
                .Select(one => _advice.LabelOf(one.Name, talk.Language))
                .OfType<string>()
                .Take(2)
                .ToList()
                is [var one, var other]
            ?
            [
                _advice
                    .Line("guess", turn)
                    .Replace("{one}", one, StringComparison.Ordinal)
                    .Replace("{other}", other, StringComparison.Ordinal),
            ]
            : [];
    }

    /// <summary>An answer with the name that a text gives a person before it, if the answer doesn't have it.</summary>
    private string WithName(string answer, Talk talk) =>
        (NamedPeople.Told(talk.Request.Text) ?? ConversationMemory.NamedIn(talk.Request.Text)) is { } name
        && talk.Heard != "introduces"
        && !answer.Contains(name, StringComparison.OrdinalIgnoreCase)
        && IsHarmless(name)
            ? $"{_advice.Line("named", Turn(talk)).Replace("{name}", name, StringComparison.Ordinal)} {answer}"
            : answer;

    private string? Intended(PracticalTurn turn)
    {
        if (turn.Answers is [.., var last] && OfProgram().IsMatch(last) && FollowUp.Of(turn.Plain) == FollowUpKind.Why)
        {
            return _advice.Line("no-window", turn);
        }

        if (turn.Now is { } now && Today.Answer(turn, now, name => _advice.Line(name, turn)) is { } today)
        {
            return today;
        }

        if (World.Answer(turn) is { } fact && !Hear(turn.Text).IsStrong)
        {
            return fact;
        }

        if (AsksPrice().IsMatch(turn.Plain) && !turn.IsAfterGuidance && (_advice.Last(turn) is not null || turn.SituationOf().Length > 0))
        {
            return _advice.Line("no-price", turn);
        }

        if (Plain.Words(turn.Plain) > MostOfAComplaint || _intents.Find(intent => intent.Words.IsMatch(turn.Plain)).Name is not { } name)
        {
            return null;
        }

        return name == "missed" && turn.Answers.Count > 0 && _advice.Last(turn) is { } subject
            ? _advice.Line("missed-about", turn).Replace("{text}", _advice.Next(subject, turn), StringComparison.Ordinal)
            : _advice.Line(name, turn);
    }

    private string? Spent(PracticalTurn turn) =>
        SumFollowUps.Left(turn) is var (sum, week)
            ? _advice.Line("left", turn).Replace("{sum}", sum, StringComparison.Ordinal).Replace("{week}", week, StringComparison.Ordinal)
            : null;

    private PracticalTurn Turn(Talk talk) =>
        Turn(talk.Request.Text, talk.Request.RecentAnswers, talk.Request.EarlierMessages, talk.Request.IsAfterGuidance) with
        {
            Now = talk.Request.Now,
        };

    private PracticalTurn Turn(string text, IReadOnlyList<string> answers, IReadOnlyList<string> said, bool isAfterGuidance)
    {
        var language = LanguageIn(text, said);
        return new(Readable(text, language == Languages.Arabic), language, answers, said, SituationOf)
        {
            IsAfterGuidance = isAfterGuidance,
        };

        // The words of a request to the platform are about no situation.
        string SituationOf() =>
            isAfterGuidance ? ""
            : Thread(new(new(text, answers, Guid.Empty) { EarlierMessages = said }, language, Repertoire.Neutral, 0), Near) is var (name, _)
                ? name
            : "";
    }

    [GeneratedRegex(
        @"^(?!.*\bmy name\b)(?:what|whats|do you|remember|tell me|can you).*\bname\b|^(?!.*اسمي)(?:(?:ما|شو|ايش|وش|شنو|ايه).*اسم|اسم.*(?:ايه|شو)$)",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksName();

    /// <summary>"How much would it cost?", of the thing that the talk is about.</summary>
    [GeneratedRegex(
        @"^(?:and |so |ok |but )*(?:how much (?:would|does|will|is|do|might) (?:it|that|this|they)(?: cost| be)?|(?:does|would|will) (?:it|that) cost (?:a lot|much))$"
            + @"|^(?:طيب |طب |و)*(?:(?:كم|قديش|بكم|ب?كام) ?(?:سعره|سعرها|يكلف|بيكلف|تكلف|تكلفته|هيكلف)(?:ني|نا)?|بكم هذا|بكام ده)$",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksPrice();

    /// <summary>Answers about the companion itself.</summary>
    [GeneratedRegex(@"\b(?:Being an AI|an AI|a program)\b|ذكاء اصطناعي|برنامج", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OfProgram();

    /// <summary>Requests for things of the platform.</summary>
    [GeneratedRegex(
        @"\b(?:groups?|circles?|communit\w+|clubs?|events?|courses?|meetups?|workshops?)\b|دائره|دوائر|مجموعه|مجموعات|فعاليه|فعاليات|دوره|دورات|نادي",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex IsFoundHere();
}

using System.Text.RegularExpressions;
using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;

namespace Community.Companion.Offline;

/// <content>Messages that go on with the subject of a talk.</content>
internal sealed partial class OfflineCompanion
{
    /// <summary>From this likeness on, a message begins the subject of a talk.</summary>
    private const float Begins = 0.55f;

    /// <summary>From this likeness on, a message changes the subject, if it is also farther from the present one.</summary>
    private const float Changes = 0.65f;

    /// <summary>The same if it has a word for something that was named before.</summary>
    private const float ChangesThough = 0.93f;

    /// <summary>The same if it speaks of somebody who was named before: "he fell asleep during the film" is told of him.</summary>
    private const float ChangesWithPerson = 0.98f;

    /// <summary>From this likeness on, the topic that a word names is meant.</summary>
    private const float Meant = 0.15f;

    /// <summary>How much farther.</summary>
    private const float Away = 0.15f;

    /// <summary>A message whose likeness to another kind of name is so much greater has no subject of a talk.</summary>
    private const float OfAnotherKind = 0.1f;

    /// <summary>From this cosine on, a message is one of those that are known after the subject.</summary>
    private const float Known = 0.36f;

    /// <summary>The same for one that asks nothing.</summary>
    private const float KnownAsTold = 0.4f;

    /// <summary>The same before all other readings, also as a request to the platform.</summary>
    private const float WellKnown = 0.45f;

    /// <summary>Words. A longer message tells something of its own.</summary>
    private const int MostOfALaterMessage = 24;

    /// <summary>
    /// The subject of a talk: the name that one of the last messages clearly has, until another one is clearly about something else. Null:
    /// none has one.
    /// </summary>
    /// <param name="said">The person's messages, the oldest first.</param>
    private (string Name, string Text)? SubjectOf(IEnumerable<string> said)
    {
        (string Name, string Text)? subject = null;
        foreach (var text in said.TakeLast(Back))
        {
            var near = Subjects(text);
            if (near is [var best, ..] && (subject is null ? best.Score >= Begins : IsChanged(near, subject.Value.Name, text)))
            {
                subject = (best.Name, text);
            }
        }

        return subject;
    }

    /// <summary>The subjects of a talk that a text may be about; none if it is a request or another thing.</summary>
    private List<Likeness> Subjects(string text)
    {
        var all = text.Contains(' ', StringComparison.Ordinal) ? SubjectReader.Delivered.Nearest(Readable(WithoutDenied(text))) : [];
        var subjects = InTone(text, all.Where(one => IsSubject(one.Name)));
        return subjects is [var best, ..] && all[0].Score - best.Score > OfAnotherKind ? [] : subjects;
    }

    /// <summary>Whether a text is clearly about something else than the present subject.</summary>
    private static bool IsChanged(List<Likeness> near, string subject, string text) =>
        near is [var best, ..]
        && best.Name != subject
        && best.Score
            >= (
                OfPerson().IsMatch(text) ? ChangesWithPerson
                : PointsBack().IsMatch(text) ? ChangesThough
                : Changes
            )
        && best.Score - near.Find(one => one.Name == subject).Score >= Away;

    /// <summary>Whether it is something that is told, and no small talk or request.</summary>
    private bool IsSubject(string name) => (IsSituation(name) || IsTopic(name)) && !IsChat(name);

    /// <summary>
    /// The situation that a message goes on with, unless it is clearly about something else or has a meaning of its own, such as a thanks.
    /// Null: there is none.
    /// </summary>
    private string? GoneOnWith(string heard, OfflineRequest request)
    {
        if (!MayGoOn(heard, request.Text) || IsChat(heard) || SubjectOf(request.EarlierMessages) is not var (subject, _))
        {
            return null;
        }

        var near = Meanings(request.Text).Where(one => IsSubject(one.Name)).ToList();
        return IsNamed(request.Text, near) || IsChanged(near, subject, request.Text) || near is [] ? null
            : IsSituation(subject) ? subject
            : IsSituation(heard) || IsTopic(heard) ? Repertoire.Neutral
            : null;
    }

    /// <summary>
    /// Whether a text names a topic of its own, by a word and by its meaning: "my cat is called Miso" is not about the rain of before.
    /// </summary>
    private bool IsNamed(string text, List<Likeness> near) =>
        !PointsBack().IsMatch(text)
        && HearWords(text, isArabizi: false).Name is var word
        && IsTopic(word)
        && near.Exists(one => one.Score >= Meant && Likeness.IsRelated(one.Name, word));

    /// <summary>
    /// Whether a meaning is one that the subject of a talk explains as well: "I smiled like an idiot" belongs to a quarrel.
    /// </summary>
    private bool MayGoOn(string heard, string text) =>
        heard is Repertoire.Neutral or "short"
        || (heard == "question" && PointsBack().IsMatch(text))
        || IsSituation(heard)
        || IsTopic(heard)
        || (Hear(text) is { IsFeeling: true, IsStrong: false } && Plain.Words(text) > MostOfAThread);

    /// <summary>The written answer to a message that people go on with after this subject; null: none is known, or it was said.</summary>
    private string? AnswerToLater(PracticalTurn turn, float enough)
    {
        if (turn.IsAfterGuidance || Plain.Words(turn.Plain) > MostOfALaterMessage)
        {
            return null;
        }

        var best = SubjectsOf(turn)
            .Select(name => (Name: name, Later: SubjectReader.Delivered.Later(name, turn.Text)))
            .Where(one => one.Later is not null)
            .Select(one => (one.Name, one.Later!.Value.Number, one.Later.Value.Score))
            .DefaultIfEmpty()
            .MaxBy(one => one.Score);
        return
            best.Score >= enough
            && !IsChanged(Subjects(turn.Text), best.Name!, turn.Text)
            && LaterMessages.After(best.Name!, turn.Language)[best.Number].Answer is var answer
            && !turn.Answers.Contains(answer, StringComparer.Ordinal)
            && IsHarmless(answer)
            ? answer
            : null;
    }

    /// <summary>The subjects of the last messages and answers: advice, a situation or a feeling.</summary>
    private IEnumerable<string> SubjectsOf(PracticalTurn turn) =>
        new[]
        {
            _advice.Last(turn) is { } advice ? PracticalAdvice.Prefix + advice.Name : null,
            SubjectOf(turn.Said)?.Name,
            turn.SituationOf(),
        }
            .OfType<string>()
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal);

    private IEnumerable<string> WentOn(Talk talk) =>
        (!IsCertain(talk.Heard) || talk.Heard == "asks-ideas")
        && AnswerToLater(Turn(talk), ConversationMemory.IsQuestion(talk.Request.Text) ? Known : KnownAsTold) is { } answer
            ? [answer]
            : [];

    /// <summary>The subject that a request for advice names itself: "what should I wear to the party?"; null: it names none.</summary>
    private string? SubjectOfRequest(string text) =>
        !PointsBack().IsMatch(text) && Subjects(text) is [{ Score: >= Changes } best, ..] ? best.Name : null;

    /// <summary>Whether a talk is about something that was told, so that a message is rarely a request.</summary>
    public bool IsInTalk(IReadOnlyList<string> said) => SubjectOf(said) is not null;

    [GeneratedRegex(@"\b(?:he|she|they|him|her|them|his|their)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex OfPerson();

    /// <summary>A word for something that was named before.</summary>
    [GeneratedRegex(
        @"\b(?:he|she|they|him|her|them|his|their|it|its|this|that|these|those)\b|(?:ها|هم|هو|هي|هذا|هذه|ذلك|هيك|كذا|كده)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex PointsBack();
}

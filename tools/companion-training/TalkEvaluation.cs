using System.Globalization;
using Community.Companion.Conversation.Guide;
using Community.Companion.Offline;
using Community.Companion.Offline.Practical;
using Community.Companion.Safety;
using Community.Companion.Safety.Refusals;

namespace Community.Companion.Training;

/// <summary>A turn of a judged conversation.</summary>
/// <param name="Conversation">The number of the conversation, from 0.</param>
/// <param name="Language"><c>en</c> or <c>ar</c>.</param>
/// <param name="Text">The person's message.</param>
/// <param name="Musts">The requirements of a good answer, such as <c>hears:grief</c>.</param>
internal sealed record JudgedTurn(int Conversation, string Language, string Text, IReadOnlyList<string> Musts);

/// <summary>The judgement of an answer; README.md describes the rubric.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Faults">The criteria that it fails; none: it is good.</param>
internal sealed record JudgedAnswer(JudgedTurn Turn, string Answer, IReadOnlyList<string> Faults);

/// <summary>Judges the companion's answers without a model on the conversations in <c>talk</c>: <c>judge-talk</c>.</summary>
internal sealed class TalkEvaluation
{
    public const string Open = "open";

    /// <summary>The part whose lines nothing is changed for. Only its counts are printed.</summary>
    public const string Blind = "blind";

    /// <summary>The share of good answers that is aimed at.</summary>
    public const double LeastGood = 0.85;

    /// <summary>A writer who had not read the repertoire; the open and the blind half.</summary>
    public const string GuestsOpen = "guests-open";

    public const string GuestsBlind = "guests-blind";

    /// <summary>Questions of people to a companion on a platform; the answers were judged by hand.</summary>
    public const string Callers = "callers";

    /// <summary>A stranger's talk, judged before its writer read the companion; then the companion was changed with it in view.</summary>
    public const string Walkins = "walkins";

    /// <summary>The same writer's, written before <see cref="Walkins"/> was judged.</summary>
    public const string Dropins = "dropins";

    private const int Memory = 30;
    private const double Shorter = 0.7;

    /// <summary>Cards that are further back are no longer meant.</summary>
    private const int CardsBack = 4;

    private const string About = "about.";

    private readonly CrisisDetector _detector = new();

    /// <summary>The feature that the last answer explained.</summary>
    private string? _feature;

    private bool _wasGuidance;
    private readonly RequestReader _requests = new();
    private readonly OfflineCompanion _companion = new();
    private readonly PracticalAdvice _advice = new();

    private readonly Dictionary<string, Repertoire> _repertoires = new(StringComparer.Ordinal)
    {
        [Languages.English] = Repertoire.Load(Languages.English),
        [Languages.Arabic] = Repertoire.Load(Languages.Arabic),
    };

    /// <summary>Judges both parts and prints the shares, and the failing turns of the open part.</summary>
    /// <returns>0 if the blind parts reach <see cref="LeastGood"/>, else 1.</returns>
    public static int Run(TextWriter output)
    {
        var evaluation = new TalkEvaluation();
        var isReached = true;
        foreach (var part in (string[])[Open, Blind, GuestsOpen, GuestsBlind, Callers, Walkins, Dropins])
        {
            var judged = evaluation.Judge(part);
            var isBlind = part is Blind or GuestsBlind or Dropins;
            foreach (var language in judged.GroupBy(answer => answer.Turn.Language, StringComparer.Ordinal))
            {
                output.WriteLine($"{part, -12} {language.Key}  {Share(language)} good");
            }

            output.WriteLine($"{part, -12} all {Share(judged)} good");
            foreach (
                var fault in judged
                    .SelectMany(answer => answer.Faults)
                    .GroupBy(fault => fault, StringComparer.Ordinal)
                    .OrderByDescending(fault => fault.Count())
            )
            {
                output.WriteLine($"       {fault.Count()} fail: {fault.Key}");
            }

            foreach (var failing in judged.Where(answer => !isBlind && answer.Faults.Count > 0))
            {
                output.WriteLine(
                    $"       {string.Join(", ", failing.Faults)} | {failing.Turn.Text} | {string.Join("; ", failing.Turn.Musts)} | {failing.Answer.Replace('\n', ' ')}"
                );
            }

            isReached &= part is not (Blind or GuestsBlind) || Good(judged) >= LeastGood * judged.Count;
        }

        return isReached ? 0 : 1;

        static string Share(IEnumerable<JudgedAnswer> judged) =>
            string.Create(CultureInfo.InvariantCulture, $"{Good(judged)} of {judged.Count()}, {(double)Good(judged) / judged.Count():P0}");
    }

    /// <summary>Prints the conversations of a file with the answers, to be read: the text of the person, then the answer.</summary>
    public static int Print(string file, TextWriter output)
    {
        foreach (var conversation in new TalkEvaluation().JudgeFile(file).GroupBy(answer => answer.Turn.Conversation))
        {
            foreach (var answer in conversation)
            {
                output.WriteLine($"> {answer.Turn.Text}");
                output.WriteLine($"  {answer.Answer.Replace("\n", "\n  ", StringComparison.Ordinal)}");
            }

            output.WriteLine();
        }

        return 0;
    }

    public static int Good(IEnumerable<JudgedAnswer> judged) => judged.Count(answer => answer.Faults.Count == 0);

    /// <summary>
    /// The answers to a part's turns, in order. Cards are judged by the request that is read, because no platform is here.
    /// </summary>
    public IReadOnlyList<JudgedAnswer> Judge(string part) => JudgeFile(Path.Combine(TrainingTexts.Folder(), "talk", $"{part}.tsv"));

    private List<JudgedAnswer> JudgeFile(string file)
    {
        var judged = new List<JudgedAnswer>();
        foreach (var conversation in Read(file).GroupBy(turn => turn.Conversation))
        {
            var (said, answers) = (new List<string>(), new List<string>());
            (_feature, _wasGuidance) = (null, false);
            foreach (var turn in conversation)
            {
                var answer = Judge(turn, said, answers);
                judged.Add(answer);
                said.Add(turn.Text);
                answers.Add(answer.Answer);
            }
        }

        return judged;
    }

    private JudgedAnswer Judge(JudgedTurn turn, List<string> said, List<string> answers)
    {
        var isCrisis = turn.Musts.Contains("crisis", StringComparer.Ordinal);
        if (_detector.Detect(turn.Text, said) is { } finding)
        {
            return new(turn, CrisisAnswer.For(finding, new(null, turn.Language, false)), isCrisis ? [] : ["safe"]);
        }

        if (isCrisis)
        {
            return new(turn, "", ["safe"]);
        }

        var language = OfflineCompanion.LanguageIn(turn.Text, said);
        if (HarmfulRequests.Delivered.Has(turn.Text))
        {
            return new(turn, HarmfulRequests.Refusals(language == Languages.Arabic)[0], []);
        }

        var before = _feature;
        if (before is not null && HelpFollowUps.Find(before, turn.Text, language) is { } further)
        {
            _wasGuidance = true;
            return new(
                turn,
                further,
                turn.Musts.SelectMany(Alternatives).Any(must => IsGuide(must)) || turn.Musts.Count == 0 ? [] : ["answers"]
            );
        }

        var request = _companion.IsPractical(turn.Text, [.. answers.TakeLast(Memory)], [.. said.TakeLast(Memory)], _wasGuidance)
            ? null
            : RequestOf(turn.Text, language, said)
                ?? (_requests.ReadAbout(turn.Text, language) is null ? RequestReader.ReadAfter(turn.Text, language, before, said) : null);
        _feature = request?.Feature is { } explained && HelpTexts.Find(Languages.English, explained) is not null ? explained : null;
        (var wasGuidance, _wasGuidance) = (_wasGuidance, request is not null);
        if (request is not null || turn.Musts.Any(must => Array.TrueForAll(Alternatives(must), IsGuide)))
        {
            var read = request is null
                ? ""
                : request.Kind
                    ?? (request.Feature!.StartsWith(About, StringComparison.Ordinal) ? request.Feature : $"help.{request.Feature}");
            var text = request?.Feature is { } feature ? HelpTexts.Find(request.Language, feature)?.Text ?? read : read;
            return new(
                turn,
                text,
                turn.Musts.SelectMany(Alternatives).Contains($"guide:{read}", StringComparer.Ordinal) && request!.Language == turn.Language
                    ? []
                    : ["answers"]
            );
        }

        var answer = _companion.Answer(
            new(turn.Text, [.. answers.TakeLast(Memory)], new Guid(answers.Count, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3))
            {
                EarlierMessages = [.. said.TakeLast(Memory)],
                IsAfterGuidance = wasGuidance,
            }
        );
        return new(turn, answer, [.. Faults(turn, answer, said, answers)]);
    }

    /// <summary>
    /// The request of a message, as <see cref="PlatformGuide"/> reads it: a question about a card stands for the kind that was asked for
    /// last, because no platform is here.
    /// </summary>
    private PlatformRequest? RequestOf(string text, string language, List<string> said)
    {
        var request = Arithmetic.IsAsked(text) ? null : _requests.Read(text, language);
        var shown = said.TakeLast(CardsBack).Select(one => _requests.Read(one)?.Kind).LastOrDefault(kind => kind is not null);
        return
            request is not { Feature: not null and not "plans" }
            && _requests.ReadAbout(text, language) is { } about
            && (shown is not null || about.Topic.Length > 0)
            ? about.What != RequestReader.Again
                ? new(null, $"{About}{about.What}", about.Topic, null, language)
                : request ?? (shown is null ? null : new(shown, null, about.Topic, null, language))
            : request;
    }

    private IEnumerable<string> Faults(JudgedTurn turn, string answer, List<string> said, List<string> answers)
    {
        var repertoire = _repertoires[turn.Language];
        if (turn.Musts.Any(must => !Array.Exists(Alternatives(must), one => IsMet(one, turn, answer, said, answers))))
        {
            yield return turn.Musts[0].StartsWith("says:", StringComparison.Ordinal) ? "correct" : "takes up";
        }

        var fillers = repertoire.To(Repertoire.Neutral).Reflections.Concat(repertoire.To("short").Reflections);
        if (fillers.Any(filler => answer.StartsWith(filler, StringComparison.Ordinal)))
        {
            yield return "no filler";
        }

        if (answers.TakeLast(Memory).Contains(answer, StringComparer.Ordinal))
        {
            yield return "not repeated";
        }

        if (answer.Count(sign => sign is '?' or '؟') > 1)
        {
            yield return "one question";
        }

        if (_detector.DetectHarmfulAnswer(answer) is not null || OfflineCompanion.LanguageOf(answer) != turn.Language)
        {
            yield return "safe";
        }
    }

    private static string[] Alternatives(string must) => must.Split(" / ");

    private static bool IsGuide(string must) => must.StartsWith("guide:", StringComparison.Ordinal);

    private bool IsMet(string must, JudgedTurn turn, string answer, List<string> said, List<string> answers)
    {
        var (name, value) = must.Split(':', 2) is [var first, var second] ? (first, second) : (must, "");
        var expected = value.Split('|');
        return name switch
        {
            "hears" => expected.Any(topic =>
                IsFrom(topic, turn.Language, answer) || (topic == Repertoire.Neutral && TakesUp(turn.Text, turn.Language, answer))
            ),
            "says" => expected.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase)),
            "not" => !expected.Any(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase)),
            "count" => answer.Split('\n').Length == int.Parse(value, CultureInfo.InvariantCulture) + 1,
            "shorter" => answer.Length < Shorter * answers[^1].Length,
            "new" => !answer.Split('\n').Skip(1).Any(answers[^1].Contains),
            "guide" => false,
            "thread" => Continues(turn, answer, said),
            "thread-or-quote" => Continues(turn, answer, said) || TakesUp(turn.Text, turn.Language, answer),
            _ => throw new FormatException($"There is no must «{must}»."),
        };
    }

    /// <summary>Whether an answer has a sentence of a topic or of one of its parts: <c>human-inner</c> is a part of <c>human</c>.</summary>
    private bool IsFrom(string topic, string language, string answer) =>
        _repertoires[language]
            .All.Where(one => one.Key == topic || one.Key.StartsWith($"{topic}-", StringComparison.Ordinal))
            .Select(one => one.Value)
            .Any(repartee => HasSentence(repartee, answer))
        || _advice
            .In(language)
            .Values.Any(subject =>
                subject.IsIn(answer)
                && subject.Also.Concat(subject.Topics).Any(also => also == topic || also.StartsWith($"{topic}-", StringComparison.Ordinal))
            );

    private static bool HasSentence(Repartee repartee, string answer) =>
        repartee
            .Reflections.Concat(repartee.Strong)
            .Concat(repartee.Questions)
            .Concat(repartee.Following)
            .Concat(repartee.Steps)
            .Any(sentence => answer.Contains(sentence, StringComparison.Ordinal));

    /// <summary>Whether the answer has the person's own words.</summary>
    private static bool TakesUp(string text, string language, string answer) =>
        (OwnWords.Of(text, language) ?? OwnWords.QuoteOf(text)) is { } words && answer.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the answer belongs to the feeling or topic of one of the last messages.</summary>
    private bool Continues(JudgedTurn turn, string answer, List<string> said) =>
        said.TakeLast(6)
            .Select(text => _companion.Hear(text).Name)
            .Any(topic => topic is not (Repertoire.Neutral or "short") && IsFrom(topic, turn.Language, answer));

    private static IEnumerable<JudgedTurn> Read(string file)
    {
        var conversation = 0;
        foreach (var line in File.ReadLines(file))
        {
            if (line.Length == 0)
            {
                conversation++;
            }
            else if (line[0] != '#')
            {
                var fields = line.Split('\t');
                yield return new(conversation, fields[0], fields[1], fields is [_, _, { Length: > 0 } musts, ..] ? musts.Split("; ") : []);
            }
        }
    }
}

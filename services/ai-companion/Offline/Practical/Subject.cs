using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>A piece of advice or an idea.</summary>
/// <param name="Short">One sentence that stands alone.</param>
/// <param name="More">How it is done.</param>
internal sealed record Tip(string Short, string More);

/// <summary>An everyday subject with real advice in one language, from <c>advice-*.txt</c> and the files of the same format.</summary>
internal sealed class Subject
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private readonly List<Tip> _tips = [];
    private readonly List<(Lazy<Regex> Words, string Text)> _replies = [];
    private readonly List<string> _sentences = [];

    private Subject(string name) => Name = name;

    public string Name { get; }

    /// <summary>The place in the files: of two subjects that a text names equally, the first counts.</summary>
    public int Order { get; private init; }

    /// <summary>Words that name it in a question; a statement with them alone is not about it.</summary>
    public Regex? Asked { get; private set; }

    /// <summary>Words that name it in any text.</summary>
    public Regex? Said { get; private set; }

    public IReadOnlyList<Tip> Tips => _tips;

    /// <summary>Whether a list of ideas is the answer to it, and not one piece of advice.</summary>
    public bool IsList => Field("open") is null;

    /// <summary>Situations whose conversation goes on with this advice.</summary>
    public IReadOnlyList<string> Also => Field("also")?.Split(' ') ?? [];

    /// <summary>Topics and feelings that its answers take up, for judged conversations.</summary>
    public IReadOnlyList<string> Topics => Field("topics")?.Split(' ') ?? [];

    /// <summary><c>open</c>, <c>title</c>, <c>why</c>, <c>slip</c>, <c>long</c> or <c>plan</c>; null: it has none.</summary>
    public string? Field(string name) => _fields.GetValueOrDefault(name);

    /// <summary>The answer to a word of the person about this subject; null: there is none.</summary>
    public string? ReplyTo(string folded) => _replies.Find(reply => reply.Words.Value.IsMatch(folded)).Text;

    /// <summary>Whether an answer has a sentence of this subject.</summary>
    public bool IsIn(string answer) => _sentences.Exists(sentence => answer.Contains(sentence, StringComparison.Ordinal));

    /// <summary>The subjects of a language: <c>en</c> or <c>ar</c>.</summary>
    public static FrozenDictionary<string, Subject> Load(string language)
    {
        var name = language == Languages.Arabic ? "arabic" : "english";
        var subjects = new Dictionary<string, Subject>(StringComparer.Ordinal);
        Subject? subject = null;
        foreach (
            var line in ((string[])["advice", "life", "people", "self", "things", "ideas"]).SelectMany(file =>
                Embedded.Lines($"Offline.Practical.{file}-{name}.txt")
            )
        )
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                subjects.Add(line[2..], subject = new(line[2..]) { Order = subjects.Count });
            }
            else
            {
                (subject ?? throw new FormatException($"No subject before: {line}")).Add(line);
            }
        }

        return subjects.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private void Add(string line)
    {
        var (kind, value) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var end
            ? (line[..end], line[(end + 1)..])
            : throw new FormatException($"No value: {line}");
        switch (kind)
        {
            case "asks":
                Asked = Plain.Pattern(value);
                break;
            case "says":
                Said = Plain.Pattern(value);
                break;
            case "tip" when value.Split(" | ") is [var tip, var more]:
                _tips.Add(new(tip, more));
                _sentences.AddRange([tip, more]);
                break;
            case "on" when value.Split(" : ", 2) is [var words, var text]:
                _replies.Add((new(() => Plain.Pattern(words)), text));
                _sentences.Add(text);
                break;
            case "also" or "title" or "topics":
                _fields.Add(kind, value);
                break;
            case "open" or "why" or "slip" or "long" or "plan":
                _fields.Add(kind, value);
                _sentences.Add(value);
                break;
            default:
                throw new FormatException($"No such line: {line}");
        }
    }
}

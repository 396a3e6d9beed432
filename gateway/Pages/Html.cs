using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Community.Gateway.Pages;

/// <summary>
/// Markup of a page. It is made only by <see cref="Of"/>, which escapes every text that is inserted, as JSON, and from the build of the
/// client: a text of a user cannot become an element, an attribute or a script.
/// </summary>
internal readonly struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // It escapes <, > and & in any case: no text ends the script element that it is in.
    private static readonly System.Text.Json.JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly string? _text;

    private Html(string text) => _text = text;

    public static Html None { get; }

    /// <summary>Markup with escaped texts. Attribute values have to be in double quotes.</summary>
    public static Html Of(Writer writer) => new(writer.Text);

    /// <summary>The data that the client takes over, which the browser does not run.</summary>
    public static Html FirstData(JsonNode value) => Data("application/json\" id=\"first", value);

    /// <summary>The description for search engines by schema.org.</summary>
    public static Html LinkedData(JsonNode value) => Data("application/ld+json", value);

    /// <summary>The script that starts the client from these files, separated by spaces. Its code is of the client's build.</summary>
    public static Html Start(string files, string code) =>
        new($"<script type=\"module\" data-client=\"{Encoder.Encode(files)}\">{code}</script>");

    private static Html Data(string type, JsonNode value) => new($"<script type=\"{type}\">{value.ToJsonString(Json)}</script>");

    public override string ToString() => _text ?? "";

    /// <summary>Collects the parts of an interpolated text.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Writer(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (24 * formattedCount));

        public string Text => _text.ToString();

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(string? text) => _text.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Html html) => _text.Append(html);

        public void AppendFormatted(IEnumerable<Html> parts)
        {
            foreach (var part in parts)
            {
                _text.Append(part);
            }
        }
    }
}

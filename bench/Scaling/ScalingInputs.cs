using System.Text.Json;

namespace Community.Bench.Scaling;

/// <summary>The inputs of the scaling model: measured points, assumptions and habits.</summary>
/// <param name="Points">Every figure that the model computes with, by name.</param>
/// <param name="Habits">The acts of one person.</param>
/// <param name="Checks">Measured loads that the points were not taken from.</param>
internal sealed record ScalingInputs(IReadOnlyDictionary<string, Point> Points, Habits Habits, IReadOnlyList<Check> Checks)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>The value of a point.</summary>
    /// <exception cref="BenchException">There is no such point.</exception>
    public double this[string point] =>
        Points.TryGetValue(point, out var found) ? found.Value : throw new BenchException($"The inputs have no point {point}.");

    /// <summary>The inputs of this repository.</summary>
    public static ScalingInputs Own()
    {
        using var stream = typeof(ScalingInputs).Assembly.GetManifestResourceStream("scaling.json")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Inputs of the same form, such as points that were measured on another machine.</summary>
    /// <exception cref="BenchException">The file cannot be read, or is not of that form.</exception>
    public static ScalingInputs Read(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (IOException failure)
        {
            throw new BenchException($"{file} cannot be read: {failure.Message}");
        }
    }

    /// <exception cref="BenchException">The text is not of the form of scaling.json, or a figure is below 0.</exception>
    public static ScalingInputs Parse(string json)
    {
        ScalingInputs inputs;
        try
        {
            inputs = JsonSerializer.Deserialize<ScalingInputs>(json, Json) ?? throw new BenchException("The inputs are null.");
        }
        catch (JsonException failure)
        {
            throw new BenchException($"The inputs are not of the form of bench/Scaling/scaling.json: {failure.Message}");
        }

        return inputs.Points.FirstOrDefault(point => !(point.Value.Value >= 0)) is { Key: { } wrong }
            ? throw new BenchException($"The point {wrong} must be 0 or more.")
            : inputs;
    }
}

/// <summary>A figure.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Source">The measurement that it was taken from; or the reason of an assumption.</param>
/// <param name="IsMeasured">False: it was never measured.</param>
internal sealed record Point(double Value, string Unit, string Source, bool IsMeasured);

/// <summary>The acts of people. Shares are from 0 to 1; counts are means.</summary>
/// <param name="DailyShare">The share of all people who come on a day.</param>
/// <param name="ConnectedShare">The share of all people who are connected in the busiest minute.</param>
/// <param name="PeakHourShare">The share of a day's work that falls into its busiest hour.</param>
/// <param name="PeakFactor">How much busier the busiest minute of that hour is than its mean.</param>
/// <param name="RequestsPerDay">Requests of a person who comes, by kind: a point <c>KIND_ms</c> has the cost of each.</param>
/// <param name="PostsPerDay">Messages posted by a person who comes.</param>
/// <param name="ReadersPerPost">Connected people who get a message at once.</param>
/// <param name="NotificationsPerPost">Notifications that a message causes.</param>
/// <param name="EventsPerDay">Integration events that the acts of a person who comes publish.</param>
/// <param name="ConsumersPerEvent">Consumers of an integration event.</param>
/// <param name="YearsKept">How long messages are kept.</param>
internal sealed record Habits(
    double DailyShare,
    double ConnectedShare,
    double PeakHourShare,
    double PeakFactor,
    IReadOnlyDictionary<string, double> RequestsPerDay,
    double PostsPerDay,
    double ReadersPerPost,
    double NotificationsPerPost,
    double EventsPerDay,
    double ConsumersPerEvent,
    double YearsKept
);

/// <summary>A measured load, and the cores that it needed.</summary>
/// <param name="Name">The measurement.</param>
/// <param name="Load">The load.</param>
/// <param name="Cores">Cores in use.</param>
/// <param name="Within">How far the model may be off, as a share of the measured value.</param>
internal sealed record Check(string Name, FleetLoad Load, double Cores, double Within);

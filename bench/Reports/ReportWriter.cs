using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Community.Bench.Reports;

/// <summary>Prints a report and saves it.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Print(Report report, Machine machine)
    {
        Console.WriteLine($"  {machine}\n");
        foreach (var table in report.Tables)
        {
            table.Print(Console.Out);
            Console.WriteLine();
        }

        foreach (var note in report.Notes)
        {
            Console.WriteLine($"  {note}");
        }

        foreach (var bar in report.Bars)
        {
            var relation = bar.IsLeast ? "at least" : "at most";
            Console.WriteLine(
                $"  {(bar.IsMet ? "met   " : "MISSED")}  {bar.What}: {Table.Figure(bar.Measured)} ({relation} {bar.Limit.ToString(CultureInfo.InvariantCulture)})"
            );
        }
    }

    /// <returns>The file.</returns>
    public static async Task<string> SaveAsync(string scenario, Report report, Machine machine, BenchOptions options)
    {
        var folder = Path.Combine(Repository.Root, options.Output);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{machine.At.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{scenario}.json");
        await using var stream = File.Create(file);
        var settings = new
        {
            options.Rounds,
            options.Seconds,
            options.Connections,
        };
        await JsonSerializer.SerializeAsync(
            stream,
            new
            {
                scenario,
                machine,
                settings,
                report.Bars,
                report.Notes,
                report.Data,
            },
            Json
        );
        return Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
    }
}

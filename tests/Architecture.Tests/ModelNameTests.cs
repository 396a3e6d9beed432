using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Architecture.Tests;

/// <summary>
/// The model names tables and columns as the migrations do: in the snake_case of .NET's own JSON policy. Rows are also read from JSON by
/// these names, whichever library maps them.
/// </summary>
public sealed partial class ModelNameTests(Applications applications)
{
    public static TheoryData<string> Services => ServiceTests.Services;

    [Theory, MemberData(nameof(Services))]
    public void TablesAndColumnsAreSpelledAsInJson(string service)
    {
        using var scope = applications[Repository.InRoot(service)].Services.CreateScope();
        var model = scope.ServiceProvider.GetRequiredService<ServiceDbContext>().GetService<IDesignTimeModel>().Model;
        var seen = 0;
        foreach (var entity in model.GetEntityTypes())
        {
            entity.GetTableName().ShouldBe(Spelled(entity.GetTableName()));
            foreach (var property in entity.GetProperties())
            {
                seen++;
                var isNamed = ((IConventionProperty)property).GetColumnNameConfigurationSource() == ConfigurationSource.Explicit;
                property
                    .GetColumnName()
                    .ShouldBe(Spelled(isNamed ? property.GetColumnName() : property.Name), $"{entity.ClrType.Name}.{property.Name}");
            }
        }

        seen.ShouldBeGreaterThan(20);
    }

    /// <summary>
    /// The convention also names the columns of hand-written statements. The exception is a single value, which EF Core calls "Value".
    /// </summary>
    [Fact]
    public void StatementsNameTheirColumnsAsTheModelDoes() =>
        Repository
            .Files("", ".cs")
            .Where(file => !file.EndsWith(nameof(ModelNameTests) + ".cs", StringComparison.Ordinal))
            .SelectMany(file =>
                File.ReadLines(Repository.InRoot(file)).Where(line => Alias().IsMatch(line)).Select(line => $"{file}: {line.Trim()}")
            )
            .ShouldBeEmpty();

    [GeneratedRegex("""\bAS "(?!Value")[A-Z]""")]
    private static partial Regex Alias();

    private static string? Spelled(string? name) => name is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

using System.Reflection;
using System.Text.Json;
using Community.Platform.Http.Json;

namespace Community.Companion.Courses.Library;

/// <summary>A course that comes with the product, as in its <c>course.json</c>. Its ids never change.</summary>
/// <param name="Id">The course's id.</param>
/// <param name="Version">Raised by hand with each change of the files: only then they are read again.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description for learners.</param>
/// <param name="Category">One of <see cref="CourseCategory.All"/>.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Duration">How long it takes, in words.</param>
/// <param name="Modules">Its modules in order.</param>
/// <param name="PriceCredits">The price in credits.</param>
internal sealed record LibraryCourse(
    Guid Id,
    int Version,
    string Title,
    string Description,
    string Category,
    long PriceCents,
    string Currency,
    string Duration,
    IReadOnlyList<LibraryModule> Modules,
    long? PriceCredits = null
)
{
    /// <summary>The folder.</summary>
    public string Slug { get; init; } = "";
}

/// <summary>A module of it.</summary>
/// <param name="Id">The module's id.</param>
/// <param name="File">Its content: a Markdown file in the same folder.</param>
/// <param name="Title">Its title.</param>
/// <param name="DurationMinutes">How many minutes it takes.</param>
/// <param name="Quiz">Its questions.</param>
internal sealed record LibraryModule(Guid Id, string File, string Title, int DurationMinutes, IReadOnlyList<Question> Quiz)
{
    /// <summary>Markdown.</summary>
    public string Content { get; init; } = "";
}

/// <summary>The courses in <c>Courses/library</c>, which are part of this assembly.</summary>
internal static class CourseLibrary
{
    private const string Root = "courses/";
    private const string Index = "/course.json";

    public static IReadOnlyList<LibraryCourse> Read()
    {
        var assembly = typeof(CourseLibrary).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Root, StringComparison.Ordinal) && name.EndsWith(Index, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly, name[Root.Length..^Index.Length])),
        ];
    }

    private static LibraryCourse Read(Assembly assembly, string slug)
    {
        var course = JsonSerializer.Deserialize<LibraryCourse>(Text(assembly, Root + slug + Index), ServiceJson.Options)!;
        return course with
        {
            Slug = slug,
            Modules = [.. course.Modules.Select(module => module with { Content = Text(assembly, $"{Root}{slug}/{module.File}") })],
        };
    }

    private static string Text(Assembly assembly, string name)
    {
        using var stream =
            assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no {name} in the library of courses.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

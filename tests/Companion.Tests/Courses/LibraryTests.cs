using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Community.Companion.Courses;
using Community.Companion.Courses.Library;
using Community.Money;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Courses;

/// <summary>
/// The courses that come with the product: they are well made, present after the start, and updated without taking anything from a learner.
/// </summary>
[Collection(nameof(CompanionTests))]
public sealed partial class LibraryTests(CompanionApplication app)
{
    /// <summary>The hash of each version's files. A change of a file raises the course's version and notes the new hash here.</summary>
    private static readonly Dictionary<string, (int Version, string Hash)> Known = new(StringComparer.Ordinal)
    {
        ["building-a-circle"] = (1, "f321cd01eb80"),
        ["calm"] = (1, "50c66ec6688d"),
        ["conversation"] = (1, "d75b76de7986"),
        ["halaqa"] = (1, "a018452abece"),
        ["hiwar"] = (1, "af26a9efe173"),
        ["sabr-yawmi"] = (1, "e2f76c4b9d9a"),
        ["showing-up"] = (2, "e642b9b4da38"),
    };

    public static TheoryData<string> Slugs => [.. CourseLibrary.Read().Select(course => course.Slug)];

    [Theory]
    [MemberData(nameof(Slugs))]
    public void ACourseIsWellMade(string slug)
    {
        var course = CourseLibrary.Read().Single(c => c.Slug == slug);

        course.Modules.Count.ShouldBeInRange(6, 8);
        CourseCategory.All.ShouldContain(course.Category);
        (
            course.PriceCents == 0
                ? course.PriceCredits is null
                : SalePrice.Check(course.PriceCents, CourseRules.DefaultCurrency) == AmountVerdict.Chargeable && course.PriceCredits > 0
        ).ShouldBeTrue();
        course.Description.Length.ShouldBeInRange(80, 500);
        foreach (var module in course.Modules)
        {
            var words = module.Content.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;
            words.ShouldBeInRange(350, 700, module.File);
            module.Content.ShouldContain("\n## Practice\n", Case.Sensitive, module.File);
            // At least 1,500 words per hour.
            (words * 60).ShouldBeGreaterThanOrEqualTo(1_500 * module.DurationMinutes, module.File);
            module.Content.ShouldNotContain("<", Case.Sensitive, module.File);
            module.DurationMinutes.ShouldBeInRange(5, 30);
            module.File.ShouldStartWith($"{course.Modules.ToList().IndexOf(module) + 1:00}-");
            module.Quiz.Count.ShouldBeInRange(3, 5, module.File);
            foreach (var question in module.Quiz)
            {
                question.Options.Count.ShouldBeInRange(3, 5, question.Text);
                question.Options.ShouldBeUnique();
                question.Answer.ShouldBeInRange(0, question.Options.Count - 1, question.Text);
                new[] { question.Text, question.Explanation }
                    .Concat(question.Options)
                    .ShouldAllBe(text => text.Trim().Length > 0 && text.Length <= CourseRules.SentenceLength);
            }
        }

        // A learner who always chooses the same position does not pass.
        course
            .Modules.SelectMany(module => module.Quiz)
            .GroupBy(question => question.Answer)
            .Max(place => place.Count())
            .ShouldBeLessThan(course.Modules.Sum(module => module.Quiz.Count) / 2);
    }

    [Fact]
    public void IdsAreUniqueAndTheirOwn()
    {
        var library = CourseLibrary.Read();

        library.Count.ShouldBeGreaterThanOrEqualTo(4);
        library
            .Select(course => course.Id)
            .Concat(library.SelectMany(course => course.Modules).Select(module => module.Id))
            .ShouldBeUnique();
        CourseCategory.All.Except(library.Select(course => course.Category)).ShouldBeEmpty();
        library.Count(course => course.Title.Any(c => c is >= 'ء' and <= 'ي')).ShouldBeGreaterThanOrEqualTo(3, "courses in Arabic");
        ModuleFiles()
            .Order()
            .ShouldBe(
                library.SelectMany(course => course.Modules.Select(module => $"{course.Slug}/{module.File}")).Order(),
                "each file is a module's"
            );
    }

    [Theory]
    [MemberData(nameof(Slugs))]
    public void AChangedCourseHasAnotherVersion(string slug)
    {
        var course = CourseLibrary.Read().Single(c => c.Slug == slug);
        var text = JsonSerializer.Serialize(course with { Version = 0 });
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

        (course.Version, hash).ShouldBe(Known[slug], $"The files of {slug} have changed: raise its version, and note both here.");
    }

    [Fact]
    public async Task TheyAreInTheCatalogueAfterTheStart()
    {
        var user = await app.PersonAsync();

        foreach (var course in CourseLibrary.Read())
        {
            var shown = await app.GetAsync(user, $"courses/{course.Id}");
            shown.GetProperty("course").GetProperty("status").GetString().ShouldBe("published");
            shown.GetProperty("course").GetProperty("total_modules").GetInt32().ShouldBe(course.Modules.Count);
            shown
                .GetProperty("course")
                .GetProperty("modules")[0]
                .GetProperty("content_html")
                .GetString()!
                .ShouldContain("<h2>Practice</h2>");
            shown.GetProperty("is_purchased").GetBoolean().ShouldBeFalse();
        }

        (await app.GetAsync(user, "courses?q=conversation"))
            .GetProperty("items")[0]
            .GetProperty("title")
            .GetString()
            .ShouldBe("The art of conversation");
    }

    [Fact]
    public async Task AHigherVersionChangesTheCourseAndKeepsWhatPeopleDid()
    {
        var course = Made();
        await LoadAsync(course);
        var user = await app.PersonAsync();
        await app.PostAsync(user, $"courses/{course.Id}/purchase");
        await app.CompleteAsync(user, course.Id, course.Modules[0].Id);
        var extra = course.Modules[0] with { Id = Guid.CreateVersion7(), Title = "New" };

        await LoadAsync(course with { Title = "Not raised" });
        (await TitleAsync(course.Id)).ShouldBe("Made");
        await LoadAsync(course with { Version = 2, Title = "Better", Modules = [extra, course.Modules[0]] });
        await LoadAsync(course);

        var shown = await app.GetAsync(user, $"courses/{course.Id}");
        shown.GetProperty("course").GetProperty("title").GetString().ShouldBe("Better");
        shown.GetProperty("course").ModuleIds().ShouldBe([extra.Id, course.Modules[0].Id]);
        shown.GetProperty("user_progress").GetProperty("progress").GetInt32().ShouldBe(50);

        // Without the new module, everything is completed.
        await LoadAsync(course with { Version = 3, Modules = [course.Modules[0]] });
        (await app.GetAsync(user, $"courses/{course.Id}"))
            .GetProperty("user_progress")
            .GetProperty("certificate_code")
            .GetString()
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task WhatAnAdministratorHasEditedStaysAsItIs()
    {
        var (edited, unpublished) = (Made(), Made());
        await LoadAsync(edited, unpublished);
        await app.AdminAsync(HttpMethod.Patch, $"courses/{edited.Id}", new { description = "My own words." });
        await app.AdminAsync(HttpMethod.Post, $"courses/{unpublished.Id}/unpublish");

        await LoadAsync(edited with { Version = 2, Title = "Better" }, unpublished with { Version = 2, Title = "Better" });

        (await TitleAsync(edited.Id)).ShouldBe("Made");
        var other = await app.AdminAsync(HttpMethod.Get, $"courses/{unpublished.Id}/source");
        (other.GetProperty("title").GetString(), other.GetProperty("status").GetString()).ShouldBe(("Better", CourseStatus.Draft));
        (await app.AdminAsync(HttpMethod.Delete, $"courses/{unpublished.Id}", expected: HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("library_course");
    }

    [Fact]
    public async Task InstancesThatStartTogetherLoadItOnce()
    {
        var course = Made();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoadAsync(course)));

        (await app.AdminAsync(HttpMethod.Get, $"courses/{course.Id}/source")).GetProperty("version").GetInt64().ShouldBe(1);
    }

    private static IEnumerable<string> ModuleFiles() =>
        typeof(CourseLibrary)
            .Assembly.GetManifestResourceNames()
            .Where(name => ModuleFile().IsMatch(name))
            .Select(name => name["courses/".Length..]);

    private static LibraryCourse Made() =>
        new(
            Guid.CreateVersion7(),
            1,
            "Made",
            "For a test.",
            "Wellness",
            0,
            "USD",
            "1 day",
            [.. Enumerable.Range(1, 2).Select(i => new LibraryModule(Guid.CreateVersion7(), "", $"Part {i}", 5, []) { Content = "Text." })]
        );

    private Task<int> LoadAsync(params LibraryCourse[] library) =>
        app.WithDbAsync(async db =>
        {
            await new LibraryLoader(null!, TimeProvider.System).LoadAsync(db, library);
            return 0;
        });

    private Task<string> TitleAsync(Guid id) =>
        app.WithDbAsync(db => db.Courses.Where(course => course.Id == id).Select(course => course.Title).SingleAsync());

    [GeneratedRegex(@"^courses/[^/]+/.+\.md$")]
    private static partial Regex ModuleFile();
}

using Community.Companion.Data;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses.Library;

/// <summary>
/// Brings the courses that come with the product into the database before the service listens. A new one is published. One whose files have
/// a higher version is changed in place, so that ids, owners and progress stay. A course that an administrator has edited is not changed
/// any more, and one that an administrator has taken out of the catalogue stays out. An older build beside a newer one changes nothing
/// back.
/// </summary>
internal sealed class LibraryLoader(IServiceScopeFactory scopes, TimeProvider clock) : IHostedService
{
    /// <summary>The key of an advisory lock, an arbitrary constant: instances that start together go one after the other.</summary>
    private const long Turn = 0x636F_7572_7365;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await LoadAsync(scope.ServiceProvider.GetRequiredService<CompanionDb>(), CourseLibrary.Read());
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    internal Task LoadAsync(CompanionDb db, IReadOnlyList<LibraryCourse> library) =>
        db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Turn})");
            var ids = library.Select(course => course.Id).ToArray();
            // An edited course counts as newer than any file.
            var known = await db
                .Courses.AsNoTracking()
                .Where(course => ids.Contains(course.Id))
                .ToDictionaryAsync(course => course.Id, course => course.IsEdited ? int.MaxValue : course.LibraryVersion ?? 0);
            foreach (var course in library.Where(course => known.GetValueOrDefault(course.Id) < course.Version))
            {
                if (!known.ContainsKey(course.Id))
                {
                    Add(db, course);
                }
                else if (await db.LockCourseAsync(course.Id) is { IsEdited: false } old)
                {
                    await ChangeAsync(db, old, course);
                }

                await db.SaveChangesAsync();
                await db.SetMeaningAsync(await db.Courses.Include(loaded => loaded.Modules).SingleAsync(loaded => loaded.Id == course.Id));
            }
        });

    private void Add(CompanionDb db, LibraryCourse from)
    {
        var now = clock.GetKeptNow();
        var course = new Course
        {
            Id = from.Id,
            Title = from.Title,
            Description = from.Description,
            Category = from.Category,
            Currency = from.Currency,
            CreatedAt = now,
            UpdatedAt = now,
        };
        Take(course, from, now);
        course.Publish(now);
        db.Courses.Add(course);
    }

    private async Task ChangeAsync(CompanionDb db, Course course, LibraryCourse from)
    {
        var now = clock.GetKeptNow();
        var kept = from.Modules.Select(module => module.Id).ToHashSet();
        Take(course, from, now);
        await db.RemoveModulesAsync(course, course.Modules.FindAll(module => !kept.Contains(module.Id)), now);
    }

    private static void Take(Course course, LibraryCourse from, DateTimeOffset now)
    {
        (course.Title, course.Description, course.Category, course.Duration) = (from.Title, from.Description, from.Category, from.Duration);
        (course.PriceCents, course.PriceCredits, course.Currency) = (from.PriceCents, from.PriceCredits, from.Currency);
        (course.LibraryVersion, course.Version, course.UpdatedAt) = (from.Version, course.Version + 1, now);
        foreach (var module in from.Modules)
        {
            if (course.Module(module.Id) is not { } known)
            {
                known = new CourseModule
                {
                    Id = module.Id,
                    CourseId = course.Id,
                    Title = module.Title,
                    DurationMinutes = module.DurationMinutes,
                    Content = module.Content,
                };
                course.Insert(known, place: null);
            }

            (known.Title, known.DurationMinutes, known.Content, known.Questions) = (
                module.Title,
                module.DurationMinutes,
                module.Content,
                module.Quiz
            );
        }

        // Modules that the files do not have any more come last, until they are removed.
        var order = from.Modules.Select(module => course.Module(module.Id)!).ToList();
        Course.Arrange([.. order, .. course.InOrder.Except(order)]);
    }
}

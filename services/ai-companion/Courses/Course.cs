using System.Text.Json;
using Community.Platform.Http.Json;

namespace Community.Companion.Courses;

/// <summary>A course in modules. Administrators write it as a draft and publish it.</summary>
internal sealed class Course
{
    public required Guid Id { get; init; }

    /// <summary>Rises with each change, also of a module.</summary>
    public long Version { get; set; }

    public required string Title { get; set; }

    public required string Description { get; set; }

    /// <summary>One of <see cref="CourseCategory.All"/>.</summary>
    public required string Category { get; set; }

    public string? Image { get; set; }

    /// <summary>Minor units of <see cref="Currency"/>; 0: free.</summary>
    public long PriceCents { get; set; }

    public long? PriceCredits { get; set; }

    public required string Currency { get; set; }

    /// <summary>How long it takes, in words.</summary>
    public string? Duration { get; set; }

    /// <summary>One of <see cref="CourseStatus"/>.</summary>
    public string Status { get; set; } = CourseStatus.Draft;

    /// <summary>The author; null: it comes with the product, or its author was erased.</summary>
    public Guid? CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was first published.</summary>
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>For a course that comes with the product: the version of its files that is here.</summary>
    public int? LibraryVersion { get; set; }

    /// <summary>An administrator has changed it: the product's files do not change it any more.</summary>
    public bool IsEdited { get; set; }

    public List<CourseModule> Modules { get; init; } = [];

    public bool IsPublished => Status == CourseStatus.Published;

    public IEnumerable<CourseModule> InOrder => Modules.OrderBy(module => module.Position);

    public CourseModule? Module(Guid id) => Modules.Find(module => module.Id == id);

    public void Publish(DateTimeOffset now) => (Status, PublishedAt) = (CourseStatus.Published, PublishedAt ?? now);

    /// <summary>Inserts a module at a position from 1, or at the end; later ones move down.</summary>
    public void Insert(CourseModule module, int? place)
    {
        var order = InOrder.ToList();
        order.Insert(Math.Min((place ?? order.Count + 1) - 1, order.Count), module);
        Modules.Add(module);
        Arrange(order);
    }

    /// <summary>Removes a module; later ones move up.</summary>
    public void Remove(CourseModule module)
    {
        Modules.Remove(module);
        Arrange([.. InOrder]);
    }

    /// <summary>Numbers all modules in this order.</summary>
    public static void Arrange(IReadOnlyList<CourseModule> order)
    {
        for (var i = 0; i < order.Count; i++)
        {
            order[i].Position = i + 1;
        }
    }
}

internal static class CourseStatus
{
    public const string Draft = "draft";
    public const string Published = "published";
}

/// <summary>A part of a course.</summary>
internal sealed class CourseModule
{
    public required Guid Id { get; init; }

    public required Guid CourseId { get; init; }

    /// <summary>From 1. The first module is a free preview.</summary>
    public int Position { get; set; }

    public required string Title { get; set; }

    public required int DurationMinutes { get; set; }

    /// <summary>Markdown.</summary>
    public required string Content { get; set; }

    public string? VideoUrl { get; set; }

    /// <summary>The questions as JSON, in the form of the database.</summary>
    public string Quiz { get; private set; } = "[]";

    public IReadOnlyList<Question> Questions
    {
        get => JsonSerializer.Deserialize<List<Question>>(Quiz, ServiceJson.Options)!;
        set => Quiz = JsonSerializer.Serialize(value, ServiceJson.Options);
    }

    public bool IsPreview => Position == 1;
}

/// <summary>A question with one right answer.</summary>
/// <param name="Text">The question.</param>
/// <param name="Options">The possible answers.</param>
/// <param name="Answer">Which of the options is right, from 0.</param>
/// <param name="Explanation">Why; shown after answering.</param>
internal sealed record Question(
    [property: System.Text.Json.Serialization.JsonPropertyName("question")] string Text,
    IReadOnlyList<string> Options,
    int Answer,
    string Explanation
);

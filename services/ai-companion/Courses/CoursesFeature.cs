using Community.Companion.Courses.Library;
using Community.Companion.Selling;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Courses: the catalogue, buying, learning, certificates, and writing them.</summary>
internal static class CoursesFeature
{
    public static void AddCourses(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CourseRights>();
        builder.Services.AddScoped<IGoods, CourseGoods>();
        builder.Services.AddHostedService<LibraryLoader>();
    }

    public static void MapCourses(this IEndpointRouteBuilder api)
    {
        api.MapCatalogue();
        api.MapPurchase();
        api.MapLearning();
        api.MapAuthoring();
        api.MapModuleAuthoring();
        api.MapCertificates();
    }

    public static void ConfigureCourses(this ModelBuilder model)
    {
        model.Entity<Course>(course =>
        {
            course.Property(c => c.Id).ValueGeneratedNever();
            course.Ignore(c => c.IsPublished);
            course.Ignore(c => c.InOrder);
            course.HasMany(c => c.Modules).WithOne().HasForeignKey(module => module.CourseId);
        });
        model.Entity<CourseModule>(module =>
        {
            module.ToTable("course_modules");
            module.Property(m => m.Id).ValueGeneratedNever();
            module.Property(m => m.Quiz).HasColumnType("jsonb");
            module.Ignore(m => m.Questions);
            module.Ignore(m => m.IsPreview);
        });
        model.Entity<Enrolment>(enrolment =>
        {
            enrolment.Property(e => e.Id).ValueGeneratedNever();
            enrolment.HasMany(e => e.Modules).WithOne().HasForeignKey(module => module.EnrolmentId);
        });
        model.Entity<ModuleProgress>(progress =>
        {
            progress.ToTable("module_progress");
            progress.HasKey(p => new { p.EnrolmentId, p.ModuleId });
        });
    }
}

using Community.Companion.Data;
using Community.Companion.Selling;
using Community.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>What a paid order for a course does.</summary>
internal sealed class CourseGoods(CompanionDb db, TimeProvider clock) : IGoods
{
    public const string Word = "course";

    public string Purpose => Word;

    public async Task<string?> GiveAsync(Guid buyer, SaleOrder order)
    {
        var course = order.ProductId!.Value;
        // It is not deleted before the transaction ends. Also one that was taken out of the catalogue meanwhile is given.
        if (await db.Database.SqlQuery<Guid>($"SELECT id AS \"Value\" FROM courses WHERE id = {course} FOR KEY SHARE").ToListAsync() is [])
        {
            return "course_deleted";
        }

        var now = clock.GetKeptNow();
        var enrolment = await db.LockEnrolmentAsync(course, buyer, now);
        if (enrolment.OwnedSince is not null)
        {
            return "owned_already";
        }

        enrolment.Own(order.Id, now);
        return null;
    }

    public async Task TakeBackAsync(Guid buyer, SaleOrder order) =>
        (await db.LockEnrolmentAsync(order.ProductId!.Value, buyer, clock.GetKeptNow())).Disown(order.Id);
}
